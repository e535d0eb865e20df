/**
 * State acts that are stricter than the federal rules. All of those below are about selling, so none of them holds back a
 * notice about one's own visit; a row with `about: 'care'` would, without a line of code. Not yet read by counsel.
 */
import type { CallingRule } from './calling-rule.js';

const solicitation = {
  about: 'solicitation',
  line: 'any',
  channels: ['voice', 'sms'],
  unlessConsented: true,
  perWeek: null,
  mostCharacters: null,
  mostSeconds: null,
  optOutInEach: false,
} as const;

export const usStates: readonly CallingRule[] = [
  {
    ...solicitation,
    citation: 'Fla.Stat.501.059,501.616',
    jurisdiction: 'US-FL',
    version: '2023-05-25',
    perDay: 3,
    hours: { from: '08:00', to: '20:00' },
    source:
      'http://www.leg.state.fl.us/statutes/index.cfm?App_mode=Display_Statute&URL=0500-0599/0501/Sections/0501.059.html',
  },
  {
    ...solicitation,
    citation: 'Okla.Stat.15-775C',
    jurisdiction: 'US-OK',
    version: '2022-11-01',
    perDay: 3,
    hours: { from: '08:00', to: '20:00' },
    source: 'https://www.oklegislature.gov',
  },
  {
    ...solicitation,
    citation: 'Tex.Bus.&Com.Code302,305',
    jurisdiction: 'US-TX',
    version: '2025-09-01',
    perDay: null,
    hours: { from: '09:00', to: '21:00' },
    source: 'https://statutes.capitol.texas.gov/Docs/BC/htm/BC.302.htm',
  },
  {
    ...solicitation,
    citation: 'RCW80.36.390,80.36.400',
    jurisdiction: 'US-WA',
    version: '2022-06-09',
    perDay: null,
    hours: { from: '08:00', to: '20:00' },
    source: 'https://app.leg.wa.gov/rcw/default.aspx?cite=80.36.390',
  },
];
