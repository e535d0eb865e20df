/** Sending windows: wall-clock hours, in every zone that could be the patient's. */
import type { Channel, Policy } from '@rollcall/contracts';
import { DateTime } from 'luxon';
import { quarterOf, wallMinute } from './wall-clock.js';

export interface Window {
  from: string;
  to: string;
}

/** Mail wakes nobody; the other channels ring. */
const rings: Record<Channel, boolean> = { voice: true, sms: true, im: true, email: false };

export const windowFor = (policy: Policy, urgent: boolean): Window =>
  urgent ? policy.windows.urgent : policy.windows.normal;

const minuteOfDay = (time: string): number => {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return hour * 60 + minute;
};
const isOpen = (at: Date, zone: string, window: Window): boolean => {
  const wall = wallMinute(at, zone);
  return minuteOfDay(window.from) <= wall && wall < minuteOfDay(window.to);
};

/** Whether `channel` may be used at `at`: its window must be open in all `zones` (where they disagree, both bind). */
export const mayRing = (at: Date, channel: Channel, window: Window, zones: readonly string[]): boolean =>
  !rings[channel] || zones.every((zone) => isOpen(at, zone, window));

/**
 * The next instant at or after `at` when the window is open in all zones; null when it does not open within eight
 * days (windows of distant zones may never overlap).
 */
export function nextOpening(at: Date, channel: Channel, window: Window, zones: readonly string[]): Date | null {
  if (mayRing(at, channel, window, zones)) return at;
  const [hour = 0, minute = 0] = window.from.split(':').map(Number);
  const openings = zones.flatMap((zone) => {
    const day = DateTime.fromJSDate(at, { zone }).startOf('day');
    return Array.from({ length: 9 }, (_, n) => day.plus({ days: n }).set({ hour, minute }).toMillis());
  });
  const first = openings
    .filter((t) => t > at.getTime())
    .sort((a, b) => a - b)
    .find((t) => mayRing(new Date(t), channel, window, zones));
  return first === undefined ? null : new Date(first);
}

/** When an open window closes: the earliest end in any of the zones; null for what never rings. */
export function closing(at: Date, channel: Channel, window: Window, zones: readonly string[]): Date | null {
  if (!rings[channel]) return null;
  return new Date(Math.min(...zones.map((zone) => closingIn(at, zone, window.to))));
}

/** The last one per zone and hour: a whole day's decisions ask for the same few instants. */
const closings = new Map<string, { quarter: number; at: number }>();

function closingIn(at: Date, zone: string, to: string): number {
  const quarter = quarterOf(at);
  const known = closings.get(`${zone} ${to}`);
  if (known?.quarter === quarter) return known.at;
  const [hour = 0, minute = 0] = to.split(':').map(Number);
  const closes = DateTime.fromJSDate(at, { zone }).startOf('day').set({ hour, minute }).toMillis();
  closings.set(`${zone} ${to}`, { quarter, at: closes });
  return closes;
}
