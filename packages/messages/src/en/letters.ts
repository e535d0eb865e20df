/** English mail and instant messages: nothing about a visit, only that there is a message. */
import type { ImWords, LetterWords } from '../catalog.js';

export const letter: LetterWords = {
  greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
  letter: (about, { practice, willCall }) => {
    switch (about) {
      case 'tell':
        return {
          subject: `Please read: a message from ${practice}`,
          lines: [`${practice} has an important message for you. It needs your answer today.`],
          button: 'Read the message',
        };
      case 'offer':
        return {
          subject: `${practice} has a question for you`,
          lines: ['Thank you for your answer. There is one more question, kept open for a short while.'],
          button: 'Answer the question',
        };
      case 'booked':
        return {
          subject: `A confirmation from ${practice}`,
          lines: ['Thank you. What you chose is confirmed; the details are behind the link.'],
          button: 'See the details',
        };
      case 'noted':
        return {
          subject: `Thank you: ${practice} has your answer`,
          lines: [`Thank you, your answer is noted.${willCall ? ` ${practice} will call you.` : ''}`],
          button: 'See how it stands',
        };
      case 'asked':
        return {
          subject: `Thank you: ${practice} has your answer`,
          lines: ['Thank you. What you chose was asked for and is not sure yet; we write again as soon as it is.'],
          button: 'See how it stands',
        };
      case 'offer-again':
        return {
          subject: `Important correction from ${practice}`,
          lines: [
            'We are sorry: what you chose cannot be had after all. Please choose again; it is kept open for a short while.',
          ],
          button: 'Choose again',
        };
      case 'refused':
        return {
          subject: `Important correction from ${practice}`,
          lines: [`We are sorry: what you chose cannot be had after all. ${practice} will call you.`],
          button: 'Read the correction',
        };
      case 'clarify':
        return {
          subject: `Please answer ${practice}`,
          lines: ['We could not read your answer. Please give it behind the link.'],
          button: 'Answer',
        };
      case 'correct':
        return {
          subject: `Important correction from ${practice}`,
          lines: [`${practice} must correct its last message. Please read the new one now.`],
          button: 'Read the correction',
        };
    }
  },
  footer: ({ practice, callback, isAnswered }) =>
    `${practice}, phone ${callback}. This message was sent because you are a contact of the practice.${isAnswered ? '' : ' Answers to this address are not read.'}`,
  linkHint: 'If the button does not work, open this address:',
  unsubscribe: {
    button: 'No more mail to this address',
    ask: (practice) =>
      `${practice} will write no more mail to this address. It may still call you or send a text when it must reach you.`,
    done: (practice) => `${practice} writes no more mail to this address.`,
  },
};

export const im: ImWords = {
  replies: {
    tell: { '1': 'I understand', '2': 'New time', '3': 'Call me', '9': 'Wrong number' },
    choice: (n) => `Time ${n}`,
    none: 'None of these',
  },
  tellKeys: (key) =>
    `Please read it first. Then reply ${key('1')} = I understand, ${key('2')} = new time, ${key('3')} = call me, ${key('9')} = wrong number.`,
  who: ({ practice, callback, key }) =>
    `This is ${practice}, ${callback}, writing to one of our patients. If that is not you, please reply ${key('9')}.`,
  help: ({ practice, callback }) =>
    `This is ${practice}. For help please call ${callback}. Write STOP to get no more messages here.`,
  offerKeys: (choices, key) =>
    `Please look there first. Then reply ${choices.map((n) => `${key(n)} = time ${n}`).join(', ')}, ${key('4')} = none of these.`,
};
