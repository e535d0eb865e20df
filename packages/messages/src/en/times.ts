/** English times: 12 hours. */
import type { DateTime } from 'luxon';
import type { Moment, TimeForm } from '../catalog.js';

export function moment(form: TimeForm, t: DateTime): Moment {
  const at = t.setLocale('en-US');
  const time = at.toFormat('h:mm a');
  if (form === 'short') {
    const day = at.toFormat('ccc LLL d');
    return { day, time, when: `${day} ${time}` };
  }
  const day = at.toFormat('cccc, LLLL d');
  return { day, time, when: `${day}, at ${time}` };
}
