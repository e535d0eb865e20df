/** A patient's answers, the same on every channel. */
export const answerKeys = ['1', '2', '3', '4', '5', '9'] as const;
export type AnswerKey = (typeof answerKeys)[number];

/** What a key means when the question was the cancelled appointment. */
export const tellAnswers = { '1': 'understood', '2': 'another-time', '3': 'person', '9': 'wrong-number' } as const;
/** To a correction, and to nothing else: the visit is on, and they will come. */
export const comingKey = '5' satisfies AnswerKey;
/** What a key means when the question was an offer: 1-3 choose, 4 is none of these. */
export type OfferAnswer = { choose: 1 | 2 | 3 } | 'none' | 'person' | 'wrong-number';
