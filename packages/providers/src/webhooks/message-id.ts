/** The id that the sender's own mail program gave a mail. */
import { type Fields, text } from './inbox-kinds.js';

/** From the headers of an inbound mail, brackets included; null when it has none. */
export const messageIdOf = (fields: Fields): string | null =>
  /^message-id:\s*(\S+)/im.exec(text(fields, 'headers') ?? '')?.[1] ?? null;
