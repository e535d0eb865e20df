/** The English page. */
import type { PageWords } from '../catalog.js';

export const page: PageWords = {
  title: (practice) => `A message from ${practice}`,
  hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
  cancelled: 'This visit is cancelled:',
  dontCome: 'Please do not come.',
  sorry: 'We are sorry. Please tell us that you have read this.',
  buttons: {
    understood: 'I understand',
    anotherTime: 'I understand, offer me another time',
    person: 'Please have a person call me',
    wrongNumber: 'This is not for me',
    none: 'None of these times',
  },
  chooseTime: 'Thank you. Please choose a new time:',
  instead: (when) => `In place of your visit on ${when}.`,
  heldUntil: (time) => `These times are kept for you until ${time}.`,
  pending: 'Thank you. One moment, please…',
  expired: (practice) => `These times are no longer kept for you. ${practice} will call you about a new one.`,
  done: {
    informed: 'Thank you, your answer is noted. The practice will be in touch about a new time.',
    rebooked: (when) => `Your new visit is booked: ${when}.`,
    declined: 'Thank you. The practice will call you to find a time.',
    withdrawn: 'Correction: this visit IS on after all. Please come.',
    person: 'A person from the practice will call you.',
    nothing: 'There is nothing to answer here.',
  },
  again: 'Your answer did not arrive. Please press the button once more.',
  call: (practice) => `Call ${practice}`,
  gone: 'This page is no longer there.',
  goneHint: 'The link is old or was not copied completely. If you expected a message, please call your practice.',
};
