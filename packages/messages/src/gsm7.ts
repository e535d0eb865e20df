/**
 * What a text costs. In GSM-7 a part holds 160 characters (153 when there are several); one character outside it turns the
 * whole text into UCS-2: 70 a part (67). "sábado" alone doubles or triples the price of a text.
 */
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** These take two places. */
const extended = new Set('^{}\\[~]|€');

export interface Segments {
  encoding: 'GSM-7' | 'UCS-2';
  segments: number;
  /** Places used: septets in GSM-7, UTF-16 units in UCS-2. */
  characters: number;
  firstUcs2Character: string | null;
}

/**
 * Parts needed when each holds `size` places. A character that takes two places is never cut in half, so a part may
 * end one place early.
 */
function parts(widths: readonly number[], size: number): number {
  let count = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > size) {
      count += 1;
      used = 0;
    }
    used += width;
  }
  return count;
}

const septets = (c: string): number => (basic.has(c) ? 1 : extended.has(c) ? 2 : 0);

/** One place for each character, and nothing to rewrite: what most texts are made of, and quickly seen. */
const onePlaceEach = /^[\w\n\r !"#$%&'()*+,\-./:;<=>?@]*$/;

/** What the text costs, and the first character that made it dear (null when it is all GSM-7). */
export function segmentsOf(text: string): Segments {
  if (onePlaceEach.test(text)) {
    const { length } = text;
    const segments = length <= 160 ? 1 : Math.ceil(length / 153);
    return { encoding: 'GSM-7', segments, characters: length, firstUcs2Character: null };
  }
  const characters = [...text];
  const foreign = characters.find((c) => septets(c) === 0) ?? null;
  const widths = characters.map((c) => (foreign === null ? septets(c) : c.length));
  const total = widths.reduce((sum, w) => sum + w, 0);
  const [single, joined] = foreign === null ? [160, 153] : [70, 67];
  return {
    encoding: foreign === null ? 'GSM-7' : 'UCS-2',
    characters: total,
    segments: total <= single ? 1 : parts(widths, joined),
    firstUcs2Character: foreign,
  };
}

const written: Record<string, string> = {
  '’': "'",
  '‘': "'",
  '‛': "'",
  '´': "'",
  '`': "'",
  '′': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '…': '...',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\u2009': ' ',
  '•': '-',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  œ: 'oe',
  Œ: 'OE',
  ı: 'i',
};

/** The same words in GSM-7 where that can be done without loss of sense: typed quotes, dashes, accents it lacks. */
export function toGsm7(text: string): string {
  if (onePlaceEach.test(text)) return text;
  let out = '';
  for (const c of text.normalize('NFC')) {
    if (basic.has(c) || extended.has(c)) out += c;
    else if (written[c] !== undefined) out += written[c];
    else {
      const bare = c.normalize('NFD').replace(/\p{M}/gu, '');
      out += basic.has(bare) ? bare : c;
    }
  }
  return out;
}
