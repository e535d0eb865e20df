/** Takes out of a text what must not be logged: numbers, mail addresses, keys. */
const patterns: readonly [RegExp, string][] = [
  [/Bearer\s+\S+/gi, 'Bearer ***'],
  [/\brk_[0-9a-z]+_[A-Za-z0-9_-]+/g, 'rk_***'],
  [/\bwhsec_[A-Za-z0-9+/=]+/g, 'whsec_***'],
  [/\/([pu])\/[A-Za-z0-9_-]{16,}/g, '/$1/***'],
  [/[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}/g, '***@***'],
  [/\+\d[\d\s().-]{6,}\d/g, '+***'],
  [/(postgres(?:ql)?|rediss?):\/\/[^@\s]*@/g, '$1://***@'],
];

export const scrub = (text: string): string => patterns.reduce((t, [pattern, to]) => t.replace(pattern, to), text);
