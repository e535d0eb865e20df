/** What a person needs, and what a line is: facts about people that choose the channel, or a person instead of a machine. */
import { z } from 'zod';

/**
 * `deaf`, `tty`: never called by a machine. `speech-impaired`: written to where there is a way. `interpreter`: a person
 * calls with one, whatever the machines do. `cognitive`: a key pressed proves nothing, so only people tell.
 */
export const needs = ['deaf', 'tty', 'speech-impaired', 'interpreter', 'cognitive'] as const;
export const Need = z.enum(needs);
export type Need = z.infer<typeof Need>;

/** `switchboard`: a ward, a nursing home, a school, a prison: a machine would talk to a machine, or to the wrong person. */
export const lineTypes = ['mobile', 'landline', 'voip', 'fax', 'switchboard'] as const;
export const LineType = z.enum(lineTypes);
export type LineType = z.infer<typeof LineType>;

/** How the number came to the practice with leave to use it. */
export const consentBases = ['written', 'verbal', 'web-form', 'intake-form', 'other'] as const;
export const ConsentBasis = z.enum(consentBases);
export type ConsentBasis = z.infer<typeof ConsentBasis>;

/** Why machines do not tell of a notice, although it is open: a person does. */
export const bars = ['do_not_contact', 'of_age', 'deceased'] as const;
export const Bar = z.enum(bars);
export type Bar = z.infer<typeof Bar>;
