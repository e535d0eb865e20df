/**
 * The calendar file of a booking (RFC 5545): the practice's neutral name, the time, an opaque link; and its cancellation, when
 * the booking is given back. No word of a doctor, a reason or a place.
 *
 * PUBLISH, not REQUEST: a request would ask the patient's calendar to answer us by mail ("Accepted: …"), which is no answer
 * to the practice, and would write the patient's address into the file. A published event is cancelled by CANCEL with the
 * same UID and a higher SEQUENCE (RFC 5546, 4.1.3). Times are UTC: every calendar shows them in its own zone, and no time zone's
 * rules travel along.
 */
import type { Conversation, ConversationBooking } from '@rollcall/contracts';
import ical, { ICalCalendarMethod, ICalEventClass, ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import { practiceName } from './names.js';

export interface CalendarFile {
  name: string;
  content: string;
}
export interface CalendarContext {
  /** The patient's page, absolute. */
  link: string;
  /** Part of the UID: the same for a booking wherever its file is made. */
  host: string;
  now: Date;
}

/** Says nothing, also where the mail program lists attachments. */
export const calendarFileName = 'calendar.ics';

/** How the booking stands now: on, or given back. */
export function renderCalendar(c: Conversation, booking: ConversationBooking, context: CalendarContext): CalendarFile {
  const { link, host, now } = context;
  const practice = practiceName(c);
  const calendar = ical({
    prodId: { company: 'Rollcall', product: 'Rollcall', language: 'EN' },
    method: booking.isOn ? ICalCalendarMethod.PUBLISH : ICalCalendarMethod.CANCEL,
  });
  calendar.createEvent({
    id: `${booking.offerId}@${host}`,
    sequence: booking.isOn ? 0 : 1,
    stamp: now,
    start: booking.start,
    end: booking.end,
    summary: practice,
    description: link,
    url: link,
    // Nobody answers to it: a published event must name somebody (RFC 5546, 3.2.1), and its cancellation the same.
    organizer: { name: practice, email: `no-reply@${host}` },
    status: booking.isOn ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED,
    class: ICalEventClass.PRIVATE,
    transparency: ICalEventTransparency.OPAQUE,
  });
  return { name: calendarFileName, content: calendar.toString() };
}

/** What goes with a mail: the file of the booking it confirms, or the cancellation of each that its reader got and is off. */
export function calendarsFor(c: Conversation, context: CalendarContext): CalendarFile[] {
  // A time is told to nobody who has not passed the challenge.
  if (c.calendarFile !== 'attached' || c.challenge !== null) return [];
  const { bookings = [] } = c;
  const due =
    c.attempt.purpose === 'booked'
      ? bookings.filter((b) => b.isOn && b.offerId === c.offer?.id)
      : c.attempt.purpose === 'correct' || c.attempt.wording === 'refused'
        ? bookings.filter((b) => !b.isOn && b.mailedTo.includes(c.attempt.contactPointId))
        : [];
  return due.map((b) => renderCalendar(c, b, context));
}
