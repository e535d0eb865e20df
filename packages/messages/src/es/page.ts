/** The Spanish page. */
import type { PageWords } from '../catalog.js';

export const page: PageWords = {
  title: (practice) => `Un mensaje de ${practice}`,
  hello: (name) => (name ? `Hola, ${name}:` : 'Hola:'),
  cancelled: 'Esta cita se cancela:',
  dontCome: 'Por favor no venga.',
  sorry: 'Lo sentimos. Por favor díganos que lo ha leído.',
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
  pending: 'Gracias. Un momento, por favor…',
  expired: (practice) => `Ya no guardamos estas horas para usted. ${practice} le llamará para darle otra.`,
  done: {
    informed: 'Gracias, su respuesta está anotada. El consultorio le contactará para darle otra hora.',
    rebooked: (when) => `Su nueva cita está reservada: ${when}.`,
    declined: 'Gracias. El consultorio le llamará para encontrar una hora.',
    withdrawn: 'Corrección: esta cita SE MANTIENE. Por favor venga.',
    person: 'Una persona del consultorio le llamará.',
    nothing: 'Aquí no hay nada que responder.',
  },
  again: 'Su respuesta no llegó. Por favor pulse el botón otra vez.',
  call: (practice) => `Llamar a ${practice}`,
  gone: 'Esta página ya no existe.',
  goneHint: 'El enlace es antiguo o no se copió completo. Si esperaba un mensaje, llame a su consultorio.',
};
