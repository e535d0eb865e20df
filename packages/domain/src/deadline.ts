/** The last moment at which telling still helps: when the patient must leave home, not when the visit begins. */
import type { AppointmentInput, Policy } from '@rollcall/contracts';

const minute = 60_000;

/**
 * Deadline = start - travel - getting ready. Telehealth has no travel; for a home visit somebody must be at home, so
 * only getting ready counts.
 */
export function deadlineOf(
  appointment: Pick<AppointmentInput, 'start' | 'modality' | 'travelMinutes'>,
  policy: Pick<Policy, 'gettingReadyMinutes' | 'defaultTravelMinutes'>,
): Date {
  const travel = appointment.modality === 'in-person' ? (appointment.travelMinutes ?? policy.defaultTravelMinutes) : 0;
  return new Date(Date.parse(appointment.start) - (travel + policy.gettingReadyMinutes) * minute);
}
