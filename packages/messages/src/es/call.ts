/** Spanish calls. */
import type { VoiceWords } from '../catalog.js';
import { listed } from '../text.js';

const visits = (v: { when: string; who: string | null }[]): string =>
  v.length > 1 || v[0]?.who
    ? listed(
        v.map((x) => (x.who ? `la cita de ${x.who} del ${x.when}` : `su cita del ${x.when}`)),
        'y',
      )
    : `su cita del ${v[0]?.when ?? ''}`;

const keys = [
  'Marque 1 si entiende.',
  'Marque 2 para otra hora.',
  'Marque 3 para que le llame una persona.',
  'Marque 9 si este no es el número correcto.',
];

export const call: VoiceWords = {
  menu: ({ practice, visits: v }) => [
    `Habla ${practice}. Se cancela${v.length > 1 ? 'n' : ''} ${visits(v)}. Por favor no venga.`,
  ],
  keys,
  repeat: ['Otra vez.'],
  invalid: 'Perdón, esa tecla no tiene función aquí.',
  offer: ({ who, options }) => [
    `Gracias, está anotado.${who ? ` Para ${who}` : ''} hay ${options.length === 1 ? 'una hora nueva' : `${options.length} horas nuevas`}.`,
    ...options.map((o) => `Marque ${o.key} para el ${o.when}.`),
    'Marque 4 si no quiere ninguna.',
  ],
  hold: 'Un momento, por favor.',
  noted: (practice) => ['Gracias, está anotado.', `${practice} le contactará para darle otra hora. Adiós.`],
  booked: (v) => [`Gracias. ${v.who ? `Para ${v.who} queda reservado` : 'Queda reservado'} el ${v.when}.`, 'Adiós.'],
  person: (practice) => ['Gracias, está anotado.', `Una persona de ${practice} le llamará. Adiós.`],
  wrongNumber: 'Gracias, y disculpe la molestia. No volveremos a llamar a este número. Adiós.',
  goodbye: ({ practice, callback }) => [`Por favor llame a ${practice} al ${callback}.`, 'Adiós.'],
  alreadyNoted: 'Gracias, su respuesta ya está anotada. Adiós.',
  corrected: ({ practice, visits: v }) => [
    `Habla ${practice} con una corrección. Se mantiene ${visits(v)}. Por favor venga.`,
  ],
  noOffer: (practice) => [
    'Gracias, está anotado.',
    `Ahora no hay horas libres. ${practice} le llamará para darle otra. Adiós.`,
  ],
  voicemail: {
    callbackOnly: ({ practice, callback }) => [
      `Habla ${practice} con un mensaje para usted. Por favor llámenos hoy.`,
      `Nuestro número es ${callback}.`,
      `Otra vez: ${callback}.`,
    ],
    full: ({ practice, visits: v, callback }) => [
      `Habla ${practice}. Se cancela${v.length > 1 ? 'n' : ''} ${visits(v)}. Por favor no venga.`,
      `Llámenos al ${callback}.`,
      `Otra vez: ${callback}.`,
    ],
  },
};
