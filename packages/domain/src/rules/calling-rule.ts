/** A law about calls and texts by machine, as data: which numbers it is about, and how much it leaves. */
import type { Channel } from '@rollcall/contracts';

export interface CallingRule {
  /** As it stands in the ledger where it held something back. */
  citation: string;
  /** ISO 3166-2, or the country alone. */
  jurisdiction: string;
  /** The state of the law this row was written from. */
  version: string;
  /** What we send is always `care`: a notice about one's own visit. Rules about selling are kept to show that they were looked at. */
  about: 'care' | 'solicitation';
  /** `any`: whatever the line is. */
  line: 'wireless' | 'residential' | 'any';
  channels: readonly Channel[];
  /** Does not hold where the holder of the number consented. */
  unlessConsented: boolean;
  /** Messages that may be tried in any 24 hours and in any seven days; null: no limit of its own. */
  perDay: number | null;
  perWeek: number | null;
  mostCharacters: number | null;
  mostSeconds: number | null;
  /** Each message says how to opt out, and who is calling with a number to reach them. */
  optOutInEach: boolean;
  /** Wall-clock hours of its own. */
  hours: { from: string; to: string } | null;
  source: string;
}
