/** Spanish mail and instant messages. */
import type { ImWords, LetterWords } from '../catalog.js';

export const letter: LetterWords = {
  greeting: (name) => (name ? `Hola, ${name}:` : 'Hola:'),
  letter: (purpose, practice) => {
    switch (purpose) {
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
          lines: ['Gracias, su respuesta está anotada.'],
          button: 'Ver cómo quedó',
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
  footer: ({ practice, callback }) =>
    `${practice}, teléfono ${callback}. Recibe este mensaje porque es un contacto del consultorio; las respuestas a esta dirección no se leen.`,
  linkHint: 'Si el botón no funciona, abra esta dirección:',
};

export const im: ImWords = {
  text: (purpose, { greeting, practice, link }) => {
    const { lines } = letter.letter(purpose, practice);
    return `${greeting} ${practice}: ${lines.join(' ')} ${link}`;
  },
  replies: {
    tell: { '1': 'Entiendo', '2': 'Otra hora', '3': 'Que me llamen', '9': 'No soy yo' },
    offer: { choice: (n, when) => `${n}: ${when}`.slice(0, 25), none: 'Ninguna' },
  },
  offerLine: (options) => `${options.map((o) => `${o.key} = ${o.when}`).join(', ')}, 4 = ninguna`,
};
