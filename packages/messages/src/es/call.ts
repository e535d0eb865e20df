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
  opening: (practice) => `Habla ${practice}, por una cita.`,
  waiting: (practice) => [`Habla ${practice} con un mensaje para usted.`, 'Por favor marque 1 para escucharlo.'],
  challenge: {
    ask: [
      'Para proteger su privacidad, marque las cuatro cifras del año en que nació el paciente.',
      'Si este no es el número correcto, marque 9 y luego la tecla numeral.',
    ],
    wrong: 'Ese no es el año que tenemos.',
    failed: ({ practice, callback }) => [
      `Sin ese dato no podemos seguir. Por favor llame a ${practice} al ${callback}.`,
      `Otra vez: ${callback}. Adiós.`,
    ],
  },
  menu: ({ practice, visits }) => [cancelled(practice, visits)],
  keys,
  each: 'Marque 6 para responder por cada cita.',
  about: (visits) => `Sobre ${spoken(visits)}.`,
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
  place: (address) => `El lugar es ${address}.`,
  prepare: (how) => `Por favor prepárese así: ${how}`,
  ask: ({ place, preparation, callback }) =>
    `Por favor llame al ${callback} por ${place && preparation ? 'el camino y la preparación' : place ? 'el camino' : 'la preparación'}, que esta vez cambian.`,
  asked: (v) => [
    `Gracias. ${v.who ? `Para ${v.who} hemos` : 'Hemos'} pedido el ${v.when}.`,
    'Todavía no es seguro. Le avisaremos en cuanto lo sea; por favor espere el aviso. Adiós.',
  ],
  lost: (v) => `Lo sentimos: el ${v.when}${v.who ? ` para ${v.who}` : ''} ya no es posible.`,
  refused: (practice) => [`${practice} le llamará para darle otra hora. Por favor no venga hasta entonces. Adiós.`],
  person: (practice) => ['Gracias, está anotado.', `Una persona de ${practice} le llamará. Adiós.`],
  optOut: 'Para no recibir más llamadas ni mensajes, marque 8.',
  optedOut: 'No recibirá más llamadas ni mensajes. Adiós.',
  transfer: ['Gracias, está anotado.', 'Por favor no cuelgue, estamos llamando a una persona.'],
  whisper: ({ practice, reference }) => [
    `Una llamada para ${practice}: un paciente con una cita cancelada pide hablar con una persona. Referencia ${reference}.`,
    'Marque 1 para aceptar.',
  ],
  pressInstead: (key) => `Para estar seguros de que es usted, marque ${key} ahora.`,
  another: 'Hay un mensaje más.',
  wrongNumber: 'Gracias, y disculpe la molestia. No volveremos a llamar a este número. Adiós.',
  goodbye: ({ practice, callback }) => [`Por favor llame a ${practice} al ${callback}.`, 'Adiós.'],
  alreadyNoted: 'Gracias, su respuesta ya está anotada. Adiós.',
  corrected: ({ practice, visits }) => [
    `Habla ${practice} con una corrección. Por favor venga: se mantiene${visits.list.length > 1 ? 'n' : ''} ${spoken(visits)}.`,
    'Disculpe la confusión. Adiós.',
  ],
  coming: ['Por favor marque 5 si va a venir.'],
  thanks: 'Gracias, está anotado. Adiós.',
  noOffer: (practice) => [
    'Gracias, está anotado.',
    `Ahora no hay horas libres. ${practice} le llamará para darle otra. Adiós.`,
  ],
  inbound: {
    nothing: [
      'Este número sirve para avisar a los pacientes. No hay ningún mensaje para usted.',
      'Por favor llame directamente a su consultorio. Adiós.',
    ],
    several: 'Hay mensajes para más de una persona en este número.',
    desk: (practice) => `Habla ${practice}. No hay ningún mensaje para usted. Le comunicamos con el consultorio.`,
    deskBusy: ({ practice, callback }) => [
      `Por favor llame a ${practice} al ${callback}.`,
      `Otra vez: ${callback}. Adiós.`,
    ],
  },
  fallback: (callback) => [
    'Este es un mensaje automático de su consultorio. Tenemos algo que decirle y ahora no podemos.',
    ...(callback
      ? [`Por favor llame al ${callback}.`, `Otra vez: ${callback}. Adiós.`]
      : ['Por favor llame a su consultorio. Adiós.']),
  ],
  spoken: {
    language: 'es-US',
    keys: {
      '1': ['sí', 'si', 'uno', 'número uno', 'entiendo', 'de acuerdo', 'okay', 'ok'],
      '2': ['dos', 'número dos', 'otra hora', 'otro día', 'cambiar la cita'],
      '3': ['tres', 'número tres', 'una persona', 'persona', 'operador', 'operadora'],
      '4': ['cuatro', 'número cuatro'],
      '9': ['nueve', 'número nueve', 'número equivocado'],
    },
    none: ['no', 'ninguna', 'ninguno'],
    stop: [
      'no me llame',
      'no llame',
      'no llamen',
      'dejen de llamar',
      'deje de llamar',
      'no mas',
      'no más',
      'ya no llame',
    ],
  },
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
