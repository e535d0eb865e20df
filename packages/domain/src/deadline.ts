/** The last moment at which telling still helps: when the patient must leave home, not when the visit begins. */
import type { AppointmentInput, Policy } from '@rollcall/contracts';

const minute = 60_000;

/**
 * Deadline = start - travel - getting ready. Telehealth has no travel; for a home visit somebody must be at home, so
 * only getting ready counts.
 */
export function deadlineOf(appointment: Visit, policy: Lead): Date {
  const travel = appointment.modality === 'in-person' ? travelMinutes(appointment, policy) : 0;
  const leaves = Date.parse(appointment.start) - travel * minute;
  // Whoever is fetched leaves when the transport comes, however short the way.
  const fetched = appointment.transportAt ? Date.parse(appointment.transportAt) : leaves;
  return new Date(Math.min(leaves, fetched) - policy.gettingReadyMinutes * minute);
}

type Visit = Pick<AppointmentInput, 'start' | 'modality' | 'travelMinutes'> & {
  transportAt?: string | undefined;
  patient?: Pick<AppointmentInput['patient'], 'postalCode'>;
  location?: Pick<AppointmentInput['location'], 'postalCode'>;
};
type Lead = Pick<Policy, 'gettingReadyMinutes' | 'defaultTravelMinutes'>;

/**
 * Unknown travel is guessed long rather than short: never less than the practice's default, more the earlier two postal
 * codes part. Their first digits go from the region to the town in most countries; no map is asked.
 */
function travelMinutes({ travelMinutes: given, patient, location }: Visit, policy: Lead): number {
  if (given !== undefined) return given;
  const from = plain(patient?.postalCode);
  const to = plain(location?.postalCode);
  if (from === '' || to === '') return policy.defaultTravelMinutes;
  const same = [...from].findIndex((c, n) => c !== to[n]);
  const shared = same === -1 ? from.length : same;
  const guess = shared >= 3 ? 0 : shared >= 2 ? 75 : shared >= 1 ? 120 : 180;
  return Math.max(policy.defaultTravelMinutes, guess);
}

const plain = (code: string | undefined): string => (code ?? '').replace(/[\s-]/g, '').toUpperCase();
