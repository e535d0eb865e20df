/** How long people and networks take. Business milliseconds, from–to. */
const second = 1000;
const minute = 60 * second;
type Span = readonly [number, number];

export const pace = {
  /** A carrier takes a text, and the handset reports it. */
  textSent: [0.5 * second, 3 * second],
  textDelivered: [1 * second, 8 * second],
  textReply: [20 * second, 12 * minute],
  textAddition: [2 * minute, 8 * minute],
  chatReply: [30 * second, 10 * minute],
  mailAccepted: [0.5 * second, 2 * second],
  mailDelivered: [2 * second, 40 * second],
  mailDeferred: [3 * minute, 8 * minute],
  lateBounce: [4 * minute, 60 * minute],
  mailOpened: [2 * minute, 25 * minute],
  /** A scanner is there as soon as the mail. */
  scan: [1 * second, 5 * second],
  dialing: [0.3 * second, 1 * second],
  ringing: [0.5 * second, 2 * second],
  pickUp: [5 * second, 20 * second],
  machinePicksUp: [18 * second, 25 * second],
  /** From hello to knowing that it is a human; from a mailbox's greeting to its beep. */
  humanDetected: [1.5 * second, 4 * second],
  beepDetected: [8 * second, 18 * second],
  /** From hearing the key's meaning to pressing it; somebody who hears it again is faster. */
  think: [2 * second, 15 * second],
  thinkAgain: [1 * second, 5 * second],
  /** A screening robot answers at once; its owner reads along and takes over, if it says who calls. */
  robotPicksUp: [1 * second, 3 * second],
  takesOver: [8 * second, 16 * second],
  readPage: [4 * second, 40 * second],
  callsBack: [4 * minute, 15 * minute],
} as const satisfies Record<string, Span>;
