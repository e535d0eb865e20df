/** What the floor's processes tell each other. */
export const channels = ['sms', 'email', 'voice'] as const;
export type FloorChannel = (typeof channels)[number];
export interface FloorJob {
  patient: number;
  step: number;
}

/** Milliseconds without a confirmation until the next channel. */
export const waitMs = 4000;
/** What the provider takes to answer, and about what its callback takes. */
export const answerMs = 20;
export const callbackMs = 150;
/** Attempts that one worker has under way per channel. */
export const concurrency = 50;
export const poolSize = 10;

/** Of ten patients six confirm by text, two by email and two by voice: 1.6 attempts for each. */
export const confirms = (patient: number, step: number): boolean => patient % 10 < ([6, 8, 10][step] ?? 10);

/** An attempt's id says whose it is and which: unique without a second index. */
export const attemptId = (patient: number, step: number): number => patient * 4 + step;
