/** Spanish times: 12 hours with the part of the day, as they are said in the Americas. */
import type { DateTime } from 'luxon';
import type { Moment, TimeForm } from '../catalog.js';

const days = ['lun', 'mar', 'mie', 'jue', 'vie', 'sab', 'dom'];
const months = ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'];

const clock = (t: DateTime): string => `${t.hour % 12 === 0 ? 12 : t.hour % 12}:${String(t.minute).padStart(2, '0')}`;
const partOfDay = (t: DateTime): string => (t.hour < 12 ? 'de la mañana' : t.hour < 20 ? 'de la tarde' : 'de la noche');

export function moment(form: TimeForm, t: DateTime): Moment {
  if (form === 'short') {
    // Not "a. m.": two characters more in every text.
    const day = `${days[t.weekday - 1]} ${t.day} ${months[t.month - 1]}`;
    const time = `${clock(t)} ${t.hour < 12 ? 'am' : 'pm'}`;
    return { day, time, when: `${day} ${time}` };
  }
  const day = t.setLocale('es').toFormat("cccc d 'de' LLLL");
  const time = `${t.hour % 12 === 1 ? 'a la' : 'a las'} ${clock(t)} ${partOfDay(t)}`;
  return { day, time, when: `${day} ${time}` };
}
