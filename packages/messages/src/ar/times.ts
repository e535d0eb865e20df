/**
 * Arabic times: 12 hours with the part of the day, and the months as newspapers from Cairo to the Gulf name them. Digits
 * are Latin (1, 2, 3): they are those on the phone's keys and on the buttons, Arabic readers in the Americas, Europe and
 * the Maghreb use them every day, and whoever prefers Arabic-Indic ones reads both. One message never mixes the two.
 */
import type { DateTime } from 'luxon';
import type { Moment, TimeForm } from '../catalog.js';

const partOfDay = (t: DateTime): string =>
  t.hour < 12 ? 'صباحًا' : t.hour < 13 ? 'ظهرًا' : t.hour < 18 ? 'بعد الظهر' : 'مساءً';

export function moment(form: TimeForm, t: DateTime): Moment {
  const at = t.reconfigure({ locale: 'ar', numberingSystem: 'latn' });
  const day = at.toFormat('cccc d LLLL');
  const clock = at.toFormat('h:mm');
  if (form === 'short') {
    const time = `${clock} ${t.hour < 12 ? 'ص' : 'م'}`;
    return { day, time, when: `${day} ${time}` };
  }
  const time = `${clock} ${partOfDay(t)}`;
  return { day, time, when: `${day}، الساعة ${time}` };
}
