/** The simulator's configuration: the providers' side of the same secrets. */
import { CommonEnvironment, PublicEnvironment, SendGridEnvironment, TwilioEnvironment } from '@rollcall/contracts';
import { z } from 'zod';
import { FaultRates } from './faults.js';

const faults = z
  .string()
  .default('{}')
  .transform((text, context) => {
    try {
      const read = FaultRates.safeParse(JSON.parse(text));
      if (read.success) return read.data;
      context.addIssue({ code: 'custom', message: `is not a set of fault rates: ${z.prettifyError(read.error)}` });
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
    }
    return z.NEVER;
  });

export const SimulatorEnvironment = CommonEnvironment.omit({ DATABASE_URL: true, DATABASE_POOL: true })
  .extend(PublicEnvironment.shape)
  .extend({
    PORT: z.coerce.number().int().min(0).max(65535).default(8082),
    SIM_SEED: z.coerce.number().int().default(1),
    /** Probabilities by name, as JSON: see `FaultRates`. */
    SIM_FAULTS: faults,
    /** Where inbound messages and calls go; default: PUBLIC_URL. */
    SIM_INBOUND_URL: z.url().optional(),
    TWILIO_ACCOUNT_SID: TwilioEnvironment.shape.TWILIO_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: TwilioEnvironment.shape.TWILIO_AUTH_TOKEN,
    SENDGRID_API_KEY: SendGridEnvironment.shape.SENDGRID_API_KEY,
    /** Base64 DER (PKCS 8) of a P-256 key; its public half is SENDGRID_WEBHOOK_PUBLIC_KEY. */
    SENDGRID_WEBHOOK_PRIVATE_KEY: z.string().min(40),
  });
export type SimulatorEnvironment = z.infer<typeof SimulatorEnvironment>;
