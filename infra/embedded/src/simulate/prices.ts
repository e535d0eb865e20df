/**
 * What things cost: list prices in the United States on the day below, rounded, carriers' fees included. Everybody's own are
 * different, and a file says so. Where each is from stands beside it, and in docs/policy.md.
 */
import { z } from 'zod';

/** When the list prices were looked up. */
export const pricesOf = 'July 2026';

const amount = z.number().min(0).max(1000);

export const Prices = z.strictObject({
  /** For the page. */
  currency: z.string().max(8).default('$'),
  /**
   * One part of a text: 160 characters, or 70 when one of them is not in GSM-7. Twilio, long code: 0.0083, and 0.0025 to
   * 0.0062 that the carriers take.
   */
  textPart: amount.default(0.012),
  /** A begun minute of an answered call. Twilio, local number: 0.014. */
  callMinute: amount.default(0.014),
  /** SendGrid, Essentials: 19.95 for 50,000, when all of them are used; rounded up. */
  email: amount.default(0.001),
  /** Twilio 0.005, and about 0.004 that Meta takes for a utility template. */
  whatsApp: amount.default(0.009),
  /** A minute of somebody at the desk, with all that belongs to it: no list price, but our guess of 36 an hour. */
  operatorMinute: amount.default(0.6),
  /** How long the desk needs for one patient: to look up, dial, wait, talk and note it. Our guess. */
  operatorMinutesEach: z.number().min(0.1).max(120).default(4),
});
export type Prices = z.infer<typeof Prices>;

export const listPrices: Prices = Prices.parse({});
