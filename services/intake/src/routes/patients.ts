/** What the practice's system says of a patient while we are at it, and what it may see of how the patient is reached. */
import { type ContactInput, PatientMerge, PatientPatch } from '@rollcall/contracts';
import {
  conversationsAbout,
  type Decided,
  describeParty,
  findPatient,
  findPractice,
  flagPatient,
  knownFaults,
  loadSnapshots,
  lockOfPractice,
  mergeRecords,
  owedTwice,
  type PartyOfPatient,
  partiesOfPatient,
  patientView,
  type Tx,
  takeVersions,
  writeContacts,
  writeDecisions,
} from '@rollcall/database';
import { mergedAway, patientChanged, Turn } from '@rollcall/domain';
import { Problem } from '@rollcall/platform';
import type { FastifyInstance } from 'fastify';
import type { IntakeContext } from '../app.js';
import { oneAtATime } from '../batches/accept.js';
import { forbidEverywhere, readContacts } from '../batches/rows.js';
import { readBody } from '../validation.js';

type WithExternalId = { Params: { externalId: string } };
const practiceSystem = "the practice's system";

export function patientRoutes(app: FastifyInstance, context: IntakeContext): void {
  const { database, clock, auth } = context;

  app.get<WithExternalId>('/v1/patients/:externalId', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches');
    const view = await patientView(database.pool, practiceId, request.params.externalId);
    if (!view) throw new Problem('not_found');
    return view;
  });

  app.patch<WithExternalId>('/v1/patients/:externalId', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches');
    const patch = readBody(PatientPatch, request.body);
    const { externalId } = request.params;
    return database.transaction(async (tx) => {
      await oneAtATime(tx, practiceId);
      const patient = await findPatient(tx, practiceId, externalId);
      if (!patient) throw new Problem('not_found');
      const older = await takeVersions(tx, practiceId, 'patient', [{ ...patch, externalId }]);
      if (older.size > 0) return { ...(await patientView(tx, practiceId, externalId)), outdated: true };
      const now = clock.now();
      await flagPatient(tx, practiceId, patient.id, patch, now);
      const isReachedElsewhere = await changeParties(context, tx, practiceId, patient.id, externalId, patch);
      const about = await conversationsAbout(tx, practiceId, patient.id);
      await decideAbout(context, tx, practiceId, [...about.keys()], (turn) =>
        patientChanged(turn, {
          noticeIds: about.get(turn.state.outreach.id)?.noticeIds ?? [],
          by: patch.by ?? practiceSystem,
          ...(patch.deceased === undefined ? {} : { deceased: patch.deceased }),
          ...(patch.doNotContact === undefined ? {} : { doNotContact: patch.doNotContact }),
          ...(isReachedElsewhere ? { reach: true } : {}),
        }),
      );
      return patientView(tx, practiceId, externalId);
    });
  });

  app.post<WithExternalId>('/v1/patients/:externalId/merge', async (request) => {
    const { practiceId } = await auth.practice(request, 'batches');
    const { into, by = practiceSystem } = readBody(PatientMerge, request.body);
    const { externalId } = request.params;
    return database.transaction(async (tx) => {
      await oneAtATime(tx, practiceId);
      const duplicate = await findPatient(tx, practiceId, externalId);
      const survivor = await findPatient(tx, practiceId, into);
      if (!duplicate) throw new Problem('not_found');
      if (!survivor) throw new Problem('unprocessable', 'the record that is to stay is not known here');
      if (survivor.id === duplicate.id || survivor.mergedInto !== null)
        throw new Problem('conflict', 'the record that is to stay was merged itself');
      const twice = await owedTwice(tx, practiceId, duplicate.id, survivor.id);
      await mergeRecords(
        tx,
        practiceId,
        { id: duplicate.id, externalId },
        { id: survivor.id, externalId: into },
        clock.now(),
      );
      const about = await conversationsAbout(tx, practiceId, survivor.id);
      await decideAbout(context, tx, practiceId, [...new Set([...twice.keys(), ...about.keys()])], (turn) => {
        const noticeIds = twice.get(turn.state.outreach.id);
        if (noticeIds) mergedAway(turn, noticeIds, by);
        const own = about.get(turn.state.outreach.id);
        if (own) patientChanged(turn, { noticeIds: own.noticeIds, by, reach: true });
      });
      return patientView(tx, practiceId, into);
    });
  });
}

/** True when somebody may be reached otherwise than before. */
async function changeParties(
  context: IntakeContext,
  tx: Tx,
  practiceId: string,
  patientId: string,
  externalId: string,
  patch: PatientPatch,
): Promise<boolean> {
  const parties = await partiesOfPatient(tx, practiceId, patientId, externalId);
  const own = parties.filter((y) => y.kind === 'patient');
  if (patch.needs || patch.language)
    for (const party of own)
      await describeParty(tx, practiceId, party.id, { needs: patch.needs, language: patch.language });
  if (patch.contacts) {
    await replaceContacts(context, tx, practiceId, own, patch.contacts);
    await replaceContacts(
      context,
      tx,
      practiceId,
      parties.filter((y) => y.kind === 'household'),
      patch.contacts,
    );
  }
  const guardian = patch.guardian;
  if (guardian) {
    const guardians = parties.filter((y) => y.kind === 'guardian');
    const named = guardian.externalId ? guardians.filter((y) => y.key === guardian.externalId) : guardians;
    // Two parents are two parties: whose numbers these are must be said.
    if (named.length > 1) throw new Problem('unprocessable', 'several guardians are told: name one by externalId');
    await replaceContacts(context, tx, practiceId, named, guardian.contacts);
  }
  return Boolean(patch.contacts || guardian || patch.needs);
}

async function replaceContacts(
  { database, clock, newId }: IntakeContext,
  tx: Tx,
  practiceId: string,
  parties: readonly PartyOfPatient[],
  inputs: readonly ContactInput[],
): Promise<void> {
  if (parties.length === 0) return;
  const practice = await findPractice(tx, practiceId);
  const { sealer } = database;
  const { contacts, warnings } = readContacts(
    [...inputs],
    {
      country: practice?.country ?? 'US',
      now: clock.now(),
      blindIndex: (address) => sealer.blindIndex(address),
    },
    (n, code, detail) => ({ index: 0, pointer: `/contacts/${n}/value`, code, detail }),
  );
  // WhatsApp that nobody asked for is kept, and not used: no reason to refuse the rest.
  const bad = warnings.filter((w) => w.code !== 'im_not_requested');
  if (bad.length > 0)
    throw new Problem('invalid', undefined, {
      errors: bad.map(({ pointer, code, detail }) => ({ pointer, code, detail })),
    });
  forbidEverywhere(contacts);
  const faults = await knownFaults(
    tx,
    practiceId,
    contacts.map((c) => c.index),
  );
  for (const c of contacts) {
    const known = faults.get(c.index.toString('hex'));
    if (known && !(known.faultyAt && c.verifiedAt && c.verifiedAt > known.faultyAt)) c.off = known.ofAddress;
  }
  await writeContacts(
    tx,
    {
      practiceId,
      given: parties.flatMap((party) => contacts.map((contact) => ({ partyId: party.id, contact }))),
      knownPartyIds: parties.map((party) => party.id),
      // What a household's other members are reached by is theirs to change.
      keepsOthers: parties.every((party) => party.kind === 'household'),
    },
    { now: clock.now(), sealer, newId },
  );
}

/** Under the locks of the conversations, read after what was just written of the people. */
async function decideAbout(
  { clock, newId }: IntakeContext,
  tx: Tx,
  practiceId: string,
  outreachIds: readonly string[],
  decision: (turn: Turn) => void,
): Promise<void> {
  const locked = await lockOfPractice(tx, practiceId, [...outreachIds]);
  if (locked.length === 0) return;
  const now = clock.now();
  const loaded = await loadSnapshots(tx, locked, now);
  if (loaded.size < locked.length)
    throw new Problem('conflict', 'a newer version of Rollcall looks after it; ask again in a moment');
  const decided: Decided[] = [...loaded.values()].map((one) => ({
    loaded: one,
    turn: new Turn(one.snapshot, now, newId),
  }));
  for (const { turn } of decided) decision(turn);
  await writeDecisions(tx, decided, { now, newId });
}
