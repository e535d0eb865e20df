/**
 * Inbound Parse can hand a mail over as it came ("post the raw, full MIME message"). It is read here, so that what is stored has the
 * same fields either way and no attachment is kept.
 */
import PostalMime from 'postal-mime';

/** The field's name, as SendGrid's pages and its users have it. */
const rawNames = ['email', 'rawEmail'] as const;
type Fields = Record<string, string>;

/** The fields as if it had been parsed already; what is no raw mail stays as it is. */
export async function withMailRead(fields: Fields): Promise<Fields> {
  const name = rawNames.find((n) => fields[n] !== undefined && fields.text === undefined && fields.html === undefined);
  if (!name) return fields;
  const { [name]: raw = '', ...rest } = fields;
  // Deeper nested than any mail is: what SendGrid says of it is all that is read, and it does not come again and again.
  const mail = await PostalMime.parse(raw).catch(() => null);
  if (!mail) return rest;
  const found: Record<string, string | undefined> = {
    headers: mail.headers.map((h) => `${h.originalKey}: ${h.value}`).join('\n'),
    from: mail.from?.address ?? '',
    to: (mail.to ?? []).flatMap((to) => (to.address ? [to.address] : [])).join(', '),
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
  };
  const read = Object.entries(found).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  // The envelope is SendGrid's and knows better; what it said of the rest was said of the same mail.
  return { ...Object.fromEntries(read), ...rest };
}
