/** Bytes to text. Exports come as UTF-8, with or without a byte order mark, or as windows-1252. */

/**
 * Throws a TypeError when the bytes are not what `encoding` says. Without `encoding`: strict UTF-8, else windows-1252,
 * which reads any bytes. Text that is not ASCII is hardly ever valid UTF-8 by accident.
 */
export function decode(bytes: Buffer, encoding?: 'utf-8' | 'windows-1252'): string {
  if (encoding === 'windows-1252') return new TextDecoder('windows-1252').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (encoding === 'utf-8') throw error;
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
