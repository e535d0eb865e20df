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

export function segmentsOf(text: string): Segments {
  let septets = 0;
  let foreign: string | null = null;
  for (const c of text) {
    if (basic.has(c)) septets += 1;
    else if (extended.has(c)) septets += 2;
    else {
      foreign = c;
      break;
    }
  }
  if (foreign === null)
    return {
      encoding: 'GSM-7',
      characters: septets,
      segments: septets <= 160 ? 1 : Math.ceil(septets / 153),
      firstUcs2Character: null,
    };
  return {
    encoding: 'UCS-2',
    characters: text.length,
    segments: text.length <= 70 ? 1 : Math.ceil(text.length / 67),
    firstUcs2Character: foreign,
  };
}

const written: Record<string, string> = {
  '’': "'",
  '‘': "'",
  '‛': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
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

/** A name as a text may carry it: null when its script would triple the text's cost; it is then left out. */
export function nameInGsm7(name: string): string | null {
  const gsm = toGsm7(name).trim();
  return gsm !== '' && segmentsOf(gsm).encoding === 'GSM-7' ? gsm : null;
}
