/** Spanish mail and instant messages. */
import type { ImWords, LetterWords } from '../catalog.js';

export const letter: LetterWords = {
  greeting: (name) => (name ? `Hola, ${name}:` : 'Hola:'),
  letter: (about, { practice, willCall }) => {
    switch (about) {
      case 'tell':
        return {
          subject: `Por favor lea: un mensaje de ${practice}`,
          lines: [`${practice} tiene un mensaje importante para usted. Necesita su respuesta hoy.`],
          button: 'Leer el mensaje',
        };
      case 'offer':
        return {
          subject: `${practice} tiene una pregunta para usted`,
          lines: ['Gracias por su respuesta. Queda una pregunta, abierta por poco tiempo.'],
          button: 'Responder',
        };
      case 'booked':
        return {
          subject: `Una confirmación de ${practice}`,
          lines: ['Gracias. Lo que eligió está confirmado; los detalles están en el enlace.'],
          button: 'Ver los detalles',
        };
      case 'noted':
        return {
          subject: `Gracias: ${practice} tiene su respuesta`,
          lines: [`Gracias, su respuesta está anotada.${willCall ? ` ${practice} le llamará.` : ''}`],
          button: 'Ver cómo quedó',
        };
      case 'asked':
        return {
          subject: `Gracias: ${practice} tiene su respuesta`,
          lines: ['Gracias. Lo que eligió está pedido y todavía no es seguro; le escribiremos en cuanto lo sea.'],
          button: 'Ver cómo quedó',
        };
      case 'offer-again':
        return {
          subject: `Corrección importante de ${practice}`,
          lines: [
            'Lo sentimos: lo que eligió ya no es posible. Por favor elija de nuevo; queda abierto por poco tiempo.',
          ],
          button: 'Elegir de nuevo',
        };
      case 'refused':
        return {
          subject: `Corrección importante de ${practice}`,
          lines: [`Lo sentimos: lo que eligió ya no es posible. ${practice} le llamará.`],
          button: 'Leer la corrección',
        };
      case 'clarify':
        return {
          subject: `Por favor responda a ${practice}`,
          lines: ['No pudimos leer su respuesta. Por favor respóndanos en el enlace.'],
          button: 'Responder',
        };
      case 'correct':
        return {
          subject: `Corrección importante de ${practice}`,
          lines: [`${practice} debe corregir su último mensaje. Por favor lea el nuevo ahora.`],
          button: 'Leer la corrección',
        };
    }
  },
  footer: ({ practice, callback, isAnswered }) =>
    `${practice}, teléfono ${callback}. Recibe este mensaje porque es un contacto del consultorio.${isAnswered ? '' : ' Las respuestas a esta dirección no se leen.'}`,
  linkHint: 'Si el botón no funciona, abra esta dirección:',
  unsubscribe: {
    button: 'No más correo a esta dirección',
    ask: (practice) =>
      `${practice} no escribirá más correo a esta dirección. Puede que le llame o le mande un mensaje de texto cuando deba avisarle.`,
    done: (practice) => `${practice} ya no escribe correo a esta dirección.`,
  },
};

export const im: ImWords = {
  replies: {
    tell: { '1': 'Entiendo', '2': 'Otra hora', '3': 'Que me llamen', '9': 'No soy yo' },
    choice: (n) => `Hora ${n}`,
    none: 'Ninguna',
  },
  tellKeys: (key) =>
    `Por favor léalo primero. Después responda ${key('1')} = entiendo, ${key('2')} = otra hora, ${key('3')} = que me llamen, ${key('9')} = no soy yo.`,
  who: ({ practice, callback, key }) =>
    `Le escribe ${practice}, ${callback}, con un aviso para uno de nuestros pacientes. Si no es usted, responda ${key('9')}.`,
  help: ({ practice, callback }) =>
    `Le escribe ${practice}. Si necesita ayuda llame al ${callback}. Escriba STOP para no recibir más mensajes aquí.`,
  offerKeys: (choices, key) =>
    `Por favor mírelo primero. Después responda ${choices.map((n) => `${key(n)} = hora ${n}`).join(', ')}, ${key('4')} = ninguna.`,
};
