/** What things cost: rounded list prices in the United States, carriers' fees included. Everybody's own are different. */
import { z } from 'zod';

const amount = z.number().min(0).max(1000);

export const Prices = z.strictObject({
  /** For the page. */
  currency: z.string().max(8).default('$'),
  /** One part of a text: 160 characters, or 70 when one of them is not in GSM-7. */
  textPart: amount.default(0.012),
  /** A begun minute of an answered call. */
  callMinute: amount.default(0.014),
  email: amount.default(0.001),
  whatsApp: amount.default(0.009),
  /** A minute of somebody at the desk, with all that belongs to it. */
  operatorMinute: amount.default(0.6),
  /** How long the desk needs for one patient: to look up, dial, wait, talk and note it. */
  operatorMinutesEach: z.number().min(0.1).max(120).default(4),
});
export type Prices = z.infer<typeof Prices>;

export const listPrices: Prices = Prices.parse({});
