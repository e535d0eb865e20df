/**
 * Mail that no person wrote: out of office, delivery reports, list software. It answers nothing, whatever it says (RFC 3834;
 * Exchange marks its own). A wrong guess here loses an answer, so each mark is one that people's mail does not bear.
 */
import { type Fields, text } from '../inbox-kinds.js';

const marks: readonly RegExp[] = [
  /^auto-submitted:(?!\s*no\b)/im,
  /^x-auto-?re(ply|spond|sponse)\s*:/im,
  /^x-auto-response-suppress:\s*\S/im,
  /^x-failed-recipients:/im,
  /^precedence:\s*(bulk|auto_reply|junk|list)\b/im,
  /^return-path:\s*<\s*>/im,
  /^content-type:\s*multipart\/report\b/im,
];
const machines = /\b(mailer-daemon|postmaster)@/i;
const absent =
  /^\s*(automatic reply|auto[- ]?repl(y|ied)|autoresponse|out of (the )?office|vacation (reply|response)|respuesta autom[aá]tica|fuera de (la )?oficina|ausencia( de la oficina)?:|estoy de vacaciones)/i;

/** A header may be folded over several lines. */
const unfolded = (headers: string): string => headers.replace(/\r?\n[ \t]+/g, ' ');

/** Who the mail's envelope says it is from; `''` is how a machine says that it wants no answer. Null: it does not say. */
function envelopeSender(fields: Fields): string | null {
  try {
    const { from } = JSON.parse(text(fields, 'envelope') ?? '{}') as { from?: unknown };
    return typeof from === 'string' ? from.trim() : null;
  } catch {
    return null;
  }
}

export function isFromMachine(fields: Fields): boolean {
  const headers = unfolded(text(fields, 'headers') ?? '');
  return (
    marks.some((mark) => mark.test(headers)) ||
    envelopeSender(fields) === '' ||
    machines.test(text(fields, 'from') ?? '') ||
    absent.test(text(fields, 'subject') ?? '')
  );
}
