/**
 * The whole system played patient by patient: a practice cancels a visit over its API, the services work, and somebody with
 * one of the simulator's manners is called, written to, or calls back. Time leaps whenever all of them wait, so that a
 * morning is a second and nothing depends on the machine's speed.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { checkInvariants } from '@rollcall/invariants';
import { IntakeClient } from '../../src/demo/intake-client.js';
import { type Clinic, type ClinicOptions, openClinic } from './clinic.js';
import { leapingClock } from './leaping-clock.js';
import { type ServiceOptions, type Services, startServices } from './services.js';

export interface Stage extends Services {
  now(): Date;
  /** It is a quarter to seven in New York, of the next day. */
  morning(): Promise<void>;
  clinic(options?: ClinicOptions): Promise<Clinic>;
  /** Plays until `condition` holds. Throws when it does not within `hours` of the day. */
  until(condition: () => boolean | Promise<boolean>, hours?: number): Promise<void>;
  /** The same while somebody waits for an answer that does not come: a second of the day for each moment of ours. */
  untilEvenSo(condition: () => boolean | Promise<boolean>): Promise<void>;
  /** Plays until nobody is about to do anything, and everybody knows or is with a person. */
  rest(hours?: number): Promise<void>;
  /** Every invariant of the system that does not hold, and every error that was logged. */
  amiss(): Promise<string[]>;
}

const firstMorning = new Date('2026-11-24T06:45:00-05:00');
const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** However far away the next thing is: who looks for lost work looks each time. */
const longestLeapMs = 5 * minuteMs;
const mendEveryMs = 2 * minuteMs;
const leaseMs = 30_000;

export async function openStage(options: Partial<ServiceOptions> = {}): Promise<Stage> {
  const clock = leapingClock(firstMorning);
  const services = await startServices({ seed: 7, ...options, clock });
  const { database, simulator, urls, adminToken, errors } = services;
  const now = (): Date => clock.now();
  let mendedAt = now();
  let patients = 0;

  /** Everybody in the simulated world waits for a moment to come, and nobody for an answer. */
  const everybodyWaits = (): boolean => clock.sleeping === simulator.world.agenda.pending;

  async function nextMoment(): Promise<Date> {
    const { rows } = await database.pool.query(
      `select min(at) at from (
         select min(next_action_at) at from outreach where state = 'active'
         union all select min(ready_at) from inbox where processed_at is null
         union all select min(not_before) from outbox
         union all select min(expires_at) from offer where state = 'open') moments`,
    );
    const at = now().getTime();
    // What is due already and was not done waits for its turn at the sender.
    const alarm = Math.max(rows[0]?.at?.getTime() ?? Number.POSITIVE_INFINITY, at + secondMs);
    const wakes = clock.wakesAt?.getTime() ?? Number.POSITIVE_INFINITY;
    return new Date(Math.min(alarm, wakes, at + longestLeapMs));
  }

  /** Somebody works; where there is nothing to do and everybody waits, it is the next moment. */
  async function turn(): Promise<void> {
    const waited = everybodyWaits();
    if ((await services.round()) > 0) return;
    // A request is under way.
    if (!waited || !everybodyWaits()) return void (await pause(2));
    if (now().getTime() - mendedAt.getTime() >= mendEveryMs) {
      mendedAt = now();
      return services.mend();
    }
    const next = await nextMoment();
    if (everybodyWaits()) clock.leap(next);
  }

  async function until(condition: () => boolean | Promise<boolean>, hours = 4): Promise<void> {
    const end = now().getTime() + hours * hourMs;
    while (!(await condition())) {
      if (now().getTime() > end) throw new Error(`not within ${hours} hours: ${condition}`);
      await turn();
    }
  }

  async function untilEvenSo(condition: () => boolean | Promise<boolean>): Promise<void> {
    while (!(await condition())) {
      await services.round();
      await pause(10);
      clock.leap(new Date(now().getTime() + secondMs));
    }
  }

  const rested = async (): Promise<boolean> => {
    if (simulator.world.agenda.pending > 0) return false;
    const { rows } = await database.pool.query(
      `select exists (select from notice n where n.state = 'open'
           and not exists (select from task t where t.outreach_id = n.outreach_id and t.state <> 'resolved'))
         or exists (select from attempt where state in ('queued', 'sending', 'in_doubt'))
         or exists (select from inbox where processed_at is null)
         or exists (select from offer where state in ('requested', 'chosen')) busy`,
    );
    return !rows[0]?.busy;
  };

  return {
    ...services,
    now,
    morning: async () => {
      const days = Math.floor((now().getTime() - firstMorning.getTime()) / dayMs) + 1;
      clock.leap(new Date(firstMorning.getTime() + days * dayMs));
      // Whose deadline passed in the night is decided first.
      await until(async () => (await services.round()) === 0);
    },
    clinic: (about) => {
      const admin = new IntakeClient(urls.intake, adminToken);
      return openClinic({ admin, simulator, now, nextPatient: () => ++patients }, about);
    },
    until,
    untilEvenSo,
    rest: (hours) => until(rested, hours),
    amiss: async () => {
      const { violations } = await checkInvariants({
        query: async (sql, values) => (await database.pool.query(sql, values)).rows,
        now: now(),
        leaseMs,
        settled: true,
        provider: simulator.ledger.entries,
      });
      return [
        ...violations.map((v) => `${v.invariant} ${v.what} ${v.outreachId ?? ''} ${v.attemptId ?? ''}`),
        ...simulator.world.callFaults,
        ...errors,
      ];
    },
  };
}
