/** `<Dial>`: somebody else is rung for a call, hears the whisper, accepts or not, and then both talk. */
import { pace } from '../people/pace.js';
import { type Call, newCall } from './call.js';
import type { ExchangeParts } from './exchange.js';
import { human } from './listener.js';
import { type Dialled, Talk, type TalkParts } from './talk.js';
import { TwimlFault } from './twiml.js';

/** Two people talk for so long. */
const talkSeconds = 30;

export function dialFor(parts: ExchangeParts & { call: Call; keep(leg: Call): void }): TalkParts['dial'] {
  const { call, cast, clock, webhooks, onFault, keep } = parts;
  return async (dial, base, signal): Promise<Dialled> => {
    const person = cast.of(dial.to);
    const { call: manner } = person.persona;
    const leg = newCall(
      {
        ...call,
        to: dial.to,
        instructions: { twiml: '<Response/>' },
        events: [],
        statusCallback: null,
        fallback: null,
      },
      'outbound-dial',
      clock.wall(),
    );
    keep(leg);
    const over = (status: Dialled['status'], bridged: boolean, seconds = 0): Dialled => {
      leg.status = status;
      return { status, seconds, bridged, sid: leg.sid };
    };
    person.notes(`is rung for ${call.to}`);
    if (manner.pickUp === 'out-of-service') return over('failed', false);
    if (person.count('calls') < (manner.busyFirst ?? 0)) return over('busy', false);
    const pickUpMs = manner.pickUp === 'answers' ? person.delay(pace.pickUp, 'pick up') : Number.POSITIVE_INFINITY;
    const patienceMs = dial.timeoutSeconds * 1000;
    await clock.sleep(Math.min(pickUpMs, patienceMs), signal);
    if (pickUpMs > patienceMs) return over('no-answer', false);
    leg.status = 'in-progress';
    if (dial.whisper) {
      const whispered = await new Talk(
        leg,
        human(person, manner),
        {
          clock,
          webhooks,
          onKey: (key) => person.notes(`presses ${key}`),
          onSaid: (what) => person.notes(what),
          onFault,
          dial: async () => {
            throw new TwimlFault('nobody is rung from a whisper');
          },
        },
        signal,
      ).run({ url: new URL(dial.whisper.url, base).toString(), method: dial.whisper.method });
      // Instructions that merely end put the call through; a hang-up, whoever's, does not.
      if (whispered.by !== 'instructions') return over('completed', false);
    }
    person.notes(`talks with ${call.to}`);
    await clock.sleep(talkSeconds * 1000, signal);
    return over('completed', true, talkSeconds);
  };
}
