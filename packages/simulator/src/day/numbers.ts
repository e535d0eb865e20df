/** Addresses that belong to nobody: numbers reserved for fiction (555-0100 to 555-0199 of each area code), example.org. */

/** Around New York first: there a number's area tells the same time as the practice. */
const near = [
  212, 917, 646, 718, 347, 929, 332, 516, 631, 914, 845, 518, 315, 607, 585, 716, 201, 551, 732, 848, 609, 856, 862,
  973, 908, 203, 475, 860, 959, 215, 267, 445, 484, 610, 835, 717, 570, 272, 814, 412, 724, 878, 617, 857, 781, 339,
  508, 774, 978, 351, 413, 401, 603, 802, 207, 302, 240, 301, 410, 443, 667, 202, 703, 571, 804, 540, 757, 434, 276,
  704,
];
const isService = (code: number): boolean => code % 100 === 11 || code % 100 >= 90 || code === 555 || code === 800;
const far = Array.from({ length: 800 }, (_, n) => n + 200).filter((code) => !isService(code) && !near.includes(code));
const areaCodes = [...near, ...far];
const perAreaCode = 100;

/** The n-th number, E.164; throws `RangeError` when all are used up (about 70,000). */
export function fictionalNumber(n: number): string {
  const areaCode = areaCodes[Math.floor(n / perAreaCode)];
  if (areaCode === undefined) throw new RangeError('there are no more numbers reserved for fiction');
  return `+1${areaCode}55501${String(n % perAreaCode).padStart(2, '0')}`;
}

/** Readable where the name allows it, different for each `n`. */
export function exampleAddress(name: { given: string; family: string }, n: number): string {
  const plain = `${name.given}.${name.family}`
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z.]/g, '')
    .replace(/^\.+|\.+$/g, '')
    .slice(0, 40);
  return `${plain || 'patient'}.${n}@example.org`;
}
