/** Which of a practice's texts cost more than they may, found before a patient gets one: its name is in all of them. */
import { type Conversation, type Language, languages, type Practice, type Purpose } from '@rollcall/contracts';
import { budgetOf } from './budget.js';
import { catalogIn } from './language.js';
import { renderSms } from './sms.js';

export interface DearText {
  purpose: Purpose;
  language: Language;
  segments: number;
  budget: number;
  /** What makes the whole text dear; null when it is just long. */
  foreignCharacter: string | null;
}

const purposes: readonly Purpose[] = ['tell', 'offer', 'booked', 'noted', 'correct'];
/** The longest a short time gets, three times over. */
const visitAt = new Date('2026-11-25T16:30:00Z');
const offered = ['2026-11-26T16:30:00Z', '2026-11-27T17:45:00Z', '2026-12-28T18:15:00Z'].map((at) => new Date(at));

export const dearTexts = (practice: Practice): DearText[] =>
  languages.flatMap((language) =>
    purposes.flatMap((purpose) => {
      const { segments, firstUcs2Character } = renderSms(exampleOf(practice, language, purpose));
      const budget = budgetOf({ purpose, gsm7: catalogIn(language).gsm7 }, 1);
      return segments > budget ? [{ purpose, language, segments, budget, foreignCharacter: firstUcs2Character }] : [];
    }),
  );

function exampleOf(practice: Practice, language: Language, purpose: Purpose): Conversation {
  const given = 'Maximiliana';
  return {
    practiceId: practice.id,
    practice,
    outreachId: 'outreach' as Conversation['outreachId'],
    outreachState: 'active',
    language,
    party: { kind: 'patient', givenName: given, familyName: '' },
    notices: [
      {
        id: 'notice' as Conversation['notices'][number]['id'],
        patientGivenName: given,
        start: visitAt,
        timeZone: practice.timeZone,
        practitionerName: '',
        state: purpose === 'tell' ? 'open' : purpose === 'booked' ? 'rebooked' : 'informed',
        booking: purpose === 'booked' ? { start: visitAt } : null,
      },
    ],
    offer:
      purpose === 'offer'
        ? {
            id: 'offer' as NonNullable<Conversation['offer']>['id'],
            noticeId: 'notice' as Conversation['notices'][number]['id'],
            state: 'open',
            expiresAt: null,
            options: offered.map((start, n) => ({ choice: (n + 1) as 1 | 2 | 3, start, practitionerName: null })),
          }
        : null,
    challenge: null,
    withOperator: false,
    attempt: {
      id: 'attempt' as Conversation['attempt']['id'],
      channel: 'sms',
      purpose,
      contactPointId: 'point' as Conversation['attempt']['contactPointId'],
      address: '',
      replyCode: null,
      sharedNumber: false,
      voicemail: 'none',
      sendBy: visitAt,
      exempt: false,
    },
  };
}
