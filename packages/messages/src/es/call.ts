/** Spanish calls. */
import type { Visit, Visits, VoiceWords } from '../catalog.js';
import { commonDay } from '../days.js';
import { listedInSpanish } from './listed.js';

function spoken({ list, own }: Visits): string {
  const [first] = list;
  const day = commonDay(list);
  const at = (v: Visit): string =>
    day ? `${v.who ? `${v.who} ` : ''}${v.time}` : `${v.who ? `${v.who} el ` : 'del '}${v.when}`;
  if (list.length === 1 && first)
    return `${first.who ? `la cita de ${first.who}` : `${own ? 'su' : 'la'} cita`} del ${first.when}`;
  const all = listedInSpanish(list.map(at));
  if (first?.who) return `las citas de ${all}${day ? `, del ${day}` : ''}`;
  return `${own ? 'sus' : 'las'} citas ${day ? `del ${day} ${all}` : all}`;
}

const cancelled = (practice: string, visits: Visits): string =>
  `Habla ${practice}. Se cancela${visits.list.length > 1 ? 'n' : ''} ${spoken(visits)}. Por favor no venga.`;

const keys = [
  'Por favor marque 1 si entiende.',
  'Marque 2 para otra hora.',
  'Marque 3 para que le llame una persona.',
  'Marque 9 si este no es el número correcto.',
];

export const call: VoiceWords = {
  menu: ({ practice, visits }) => [cancelled(practice, visits)],
  keys,
  repeat: ['Otra vez.'],
  invalid: 'Perdón, esa tecla no tiene función aquí.',
  offer: ({ who, instead, options }) => [
    `Gracias, está anotado. ${who ? `Para ${who}: hay` : 'Hay'} ${options.length === 1 ? 'una hora nueva' : `${options.length} horas nuevas`}${instead ? ` en lugar del ${instead}` : ''}.`,
    ...options.map((o) => `Marque ${o.key} para el ${o.when}.`),
    'O marque 4 si no quiere ninguna.',
  ],
  hold: 'Un momento, por favor.',
  noted: (practice) => ['Gracias, está anotado.', `${practice} le contactará para darle otra hora. Adiós.`],
  booked: (v) => [`Gracias. ${v.who ? `Para ${v.who} queda reservado` : 'Queda reservado'} el ${v.when}.`, 'Adiós.'],
  person: (practice) => ['Gracias, está anotado.', `Una persona de ${practice} le llamará. Adiós.`],
  optOut: 'Para no recibir más llamadas ni mensajes, marque 8.',
  optedOut: 'No recibirá más llamadas ni mensajes. Adiós.',
  wrongNumber: 'Gracias, y disculpe la molestia. No volveremos a llamar a este número. Adiós.',
  goodbye: ({ practice, callback }) => [`Por favor llame a ${practice} al ${callback}.`, 'Adiós.'],
  alreadyNoted: 'Gracias, su respuesta ya está anotada. Adiós.',
  corrected: ({ practice, visits }) => [
    `Habla ${practice} con una corrección. Por favor venga: se mantiene${visits.list.length > 1 ? 'n' : ''} ${spoken(visits)}.`,
    'Disculpe la confusión. Adiós.',
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
    full: ({ practice, visits, callback }) => [
      cancelled(practice, visits),
      `Llámenos al ${callback}.`,
      `Otra vez: ${callback}.`,
    ],
  },
};
