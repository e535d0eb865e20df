/** What was found before going live. One `refuse` is enough not to go. */
export interface Finding {
  verdict: 'well' | 'look' | 'refuse';
  /** In words, without a secret and without a number. */
  what: string;
}
export const well = (what: string): Finding => ({ verdict: 'well', what });
/** Nothing here can tell: somebody must look. */
export const look = (what: string): Finding => ({ verdict: 'look', what });
export const refuse = (what: string): Finding => ({ verdict: 'refuse', what });
