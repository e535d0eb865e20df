/** The Spanish page. */
import type { PageWords } from '../catalog.js';

export const page: PageWords = {
  title: (practice) => `Un mensaje de ${practice}`,
  hello: (name) => (name ? `Hola, ${name}:` : 'Hola:'),
  headings: {
    cancelled: ({ own, several }) =>
      several ? `${own ? 'Sus' : 'Las'} citas se cancelan` : `${own ? 'Su' : 'La'} cita se cancela`,
    offer: 'Elija otra hora',
    pending: 'Un momento, por favor',
    expired: 'Estas horas ya no están',
    booked: 'Tiene una hora nueva',
    thanks: 'Gracias',
    refused: 'Lo sentimos',
    mixed: 'Así queda',
    correction: 'Corrección: por favor venga',
    nothing: 'Nada que responder',
  },
  dontCome: 'Por favor no venga.',
  sorry: 'Lo sentimos. Por favor díganos que lo ha leído.',
  onlyThis: 'Responder solo por esta cita',
  buttons: {
    understood: 'Entiendo',
    anotherTime: 'Entiendo, ofrézcame otra hora',
    person: 'Que me llame una persona',
    wrongNumber: 'No es para mí',
    none: 'Ninguna de estas horas',
  },
  chooseTime: 'Gracias. Elija una hora nueva:',
  instead: (when) => `En lugar de su cita del ${when}.`,
  heldUntil: (time) => `Guardamos estas horas para usted hasta ${time.replace(/^a /, '')}.`,
  pending: 'Gracias, su respuesta llegó. Estamos buscando horas nuevas.',
  lookAgain: 'Ver las horas nuevas',
  expired: (practice) => `Ya no guardamos estas horas para usted. ${practice} le llamará para darle otra.`,
  done: {
    informed: 'Gracias, su respuesta está anotada. El consultorio le contactará para darle otra hora.',
    rebooked: 'Su nueva cita está reservada:',
    asked: 'Hemos pedido esta hora:',
    askedWait:
      'Todavía no es seguro. Le escribiremos o llamaremos en cuanto lo sea; por favor espere el aviso antes de venir.',
    refused: 'Esta hora ya no es posible, por favor no venga:',
    declined: 'Gracias. El consultorio le llamará para encontrar una hora.',
    withdrawn: 'Esta cita SE MANTIENE:',
    person: 'Una persona del consultorio le llamará.',
    nothing: 'Aquí no hay nada que responder.',
  },
  calendar: { add: 'Ponerla en mi calendario', remove: 'Quitarla de mi calendario' },
  again: 'Su respuesta no llegó. Por favor pulse el botón otra vez.',
  taken: 'Esa hora se acaba de ocupar. Por favor elija una de estas.',
  lost: (when) => `Lo sentimos: ${when} ya no es posible. Por favor elija una de estas.`,
  call: (practice) => `Llamar a ${practice}`,
  retry: 'Intentar otra vez',
  challenge: {
    heading: '¿Es usted?',
    why: 'Para proteger su privacidad, escriba el año de nacimiento antes de leer el mensaje.',
    label: 'Su año de nacimiento',
    labelChild: 'El año de nacimiento del paciente',
    hint: 'Cuatro cifras, por ejemplo 1961',
    go: 'Leer el mensaje',
    wrong: 'Ese año no coincide.',
    left: (tries) => (tries === 1 ? 'Puede intentarlo una vez más.' : `Puede intentarlo ${tries} veces más.`),
    noYear: 'Por favor escriba el año otra vez, con cuatro cifras, por ejemplo 1961.',
    wrongTitle: 'Por favor revise',
    lockedHeading: 'Esta página queda cerrada',
    locked: (practice) =>
      `El año no coincidió varias veces y el mensaje no se muestra aquí. ${practice} le llamará, o puede llamar ahora.`,
  },
  linkExpired: {
    heading: 'Este enlace es demasiado antiguo',
    hint: (practice) => `Para proteger su privacidad ya no muestra el mensaje. Por favor llame a ${practice}.`,
  },
  notForYou: {
    heading: 'Gracias',
    hint: 'Disculpe la molestia. No volveremos a usar esta dirección para este paciente.',
  },
  gone: {
    heading: 'Esta página no existe',
    hint: 'El enlace no se copió completo o es antiguo. Si esperaba un mensaje, llame a su consultorio.',
  },
  tooMany: {
    heading: 'Un momento, por favor',
    hint: 'Esta página se abrió muchas veces. Inténtelo en un minuto o llame a su consultorio.',
  },
  trouble: {
    heading: 'Algo falló aquí',
    hint: 'Si pulsó un botón, es posible que su respuesta no haya llegado. Inténtelo otra vez o llame a su consultorio.',
  },
};
