/** Conversations to render: one ordinary patient, and the changes that tests make to them. */
import type { Conversation, ConversationNotice, ConversationOffer } from '@rollcall/contracts';

/** What must never reach a channel that may not carry it. */
export const canary = { family: 'Zzyzxfamily', practitioner: 'Dr Qwertyoncology' };

/** Wed Nov 25 10:30 AM in New York: the longest a short time gets. */
export const visitAt = new Date('2026-11-25T15:30:00Z');
export const link = 'https://clinic.example/p/AAAAAAAAAAAAAAAAAAAAAA';

export function notice(over: Partial<ConversationNotice> = {}): ConversationNotice {
  return {
    id: 'n1' as ConversationNotice['id'],
    patientGivenName: 'Ana',
    start: visitAt,
    timeZone: 'America/New_York',
    practitionerName: canary.practitioner,
    state: 'open',
    booking: null,
    ...over,
  };
}

export function offer(over: Partial<ConversationOffer> = {}): ConversationOffer {
  return {
    id: '01970000-0000-7000-8000-000000000001' as ConversationOffer['id'],
    noticeId: 'n1' as ConversationNotice['id'],
    state: 'open',
    expiresAt: new Date('2026-11-24T21:00:00Z'),
    options: [
      { choice: 1, start: new Date('2026-11-26T14:00:00Z'), practitionerName: canary.practitioner },
      { choice: 2, start: new Date('2026-11-27T18:15:00Z'), practitionerName: canary.practitioner },
      { choice: 3, start: new Date('2026-11-28T21:45:00Z'), practitionerName: null },
    ],
    ...over,
  };
}

export function conversation(
  over: Partial<Omit<Conversation, 'attempt' | 'practice' | 'party'>> & {
    attempt?: Partial<Conversation['attempt']>;
    practice?: Partial<Conversation['practice']>;
    party?: Partial<Conversation['party']>;
  } = {},
): Conversation {
  const { attempt, practice, party, ...rest } = over;
  return {
    practiceId: 'p1' as Conversation['practiceId'],
    outreachId: 'o1' as Conversation['outreachId'],
    outreachState: 'active',
    language: 'en',
    notices: [notice()],
    offer: null,
    bookings: [],
    calendarFile: 'none',
    challenge: null,
    speech: false,
    withOperator: false,
    ...rest,
    practice: {
      name: 'Main Street Oncology LLC',
      spokenName: 'Main Street Clinic',
      callbackNumber: '+1 555 010 0000',
      operatorNumber: null,
      timeZone: 'America/New_York',
      language: 'en',
      ...practice,
    },
    party: { kind: 'patient', givenName: 'Ana', familyName: canary.family, ...party },
    attempt: {
      id: 'a1' as Conversation['attempt']['id'],
      channel: 'sms',
      purpose: 'tell',
      contactPointId: 'c1' as Conversation['attempt']['contactPointId'],
      system: 'phone',
      address: '+15550100001',
      sessionUntil: null,
      replyCode: null,
      sharedNumber: false,
      voicemail: 'callback-only',
      exempt: false,
      sendBy: new Date('2026-11-25T12:00:00Z'),
      linkUntil: new Date('2026-12-01T12:00:00Z'),
      addressIsWrong: false,
      ...attempt,
    },
  };
}

/** A conversation at the point where a message of this purpose is due. */
export function dueFor(
  purpose: Conversation['attempt']['purpose'],
  language: string,
  over: Parameters<typeof conversation>[0] = {},
): Conversation {
  const stage = {
    tell: {},
    clarify: {},
    noted: { notices: [notice({ state: 'informed' })] },
    offer: { notices: [notice({ state: 'informed' })], offer: offer() },
    booked: {
      notices: [notice({ state: 'rebooked', booking: { start: new Date('2026-11-27T18:15:00Z') } })],
      offer: offer({ state: 'booked' }),
    },
    correct: { notices: [notice({ state: 'withdrawn' })] },
  }[purpose];
  return conversation({ language, ...stage, ...over, attempt: { purpose, ...over.attempt } });
}

/** A guardian of the given children, whose visits are 20 minutes apart. */
export const guardianOf = (children: readonly string[], over: Parameters<typeof conversation>[0] = {}): Conversation =>
  conversation({
    ...over,
    party: { kind: 'guardian', givenName: 'Rosa' },
    notices: children.map((patientGivenName, i) =>
      notice({
        id: `n${i + 1}` as ConversationNotice['id'],
        patientGivenName,
        start: new Date(visitAt.getTime() + i * 20 * 60_000),
      }),
    ),
  });

export const shared = (given: string, over: Parameters<typeof conversation>[0] = {}): Conversation =>
  conversation({
    ...over,
    party: { givenName: given },
    notices: [notice({ patientGivenName: given })],
    attempt: { replyCode: 'B', sharedNumber: true, ...over.attempt },
  });

export const longest = 'x'.repeat(30);
export const languages = ['en', 'es'] as const;
/** With the one that runs from right to left, and whose texts are UCS-2. */
export const everyLanguage = ['en', 'es', 'ar'] as const;
