/** A decision that is to be written, and what it says. */
import type { LedgerEvent } from '@rollcall/contracts';
import type { Turn } from '@rollcall/domain';
import type { Loaded } from './snapshots.js';

export interface Decided {
  loaded: Loaded;
  turn: Turn;
}

/** The events of some types, each with the decision it belongs to. */
export const eventsOf = <T extends LedgerEvent['type']>(changed: readonly Decided[], ...types: T[]) =>
  changed.flatMap((d) =>
    d.turn.events.flatMap((event) =>
      (types as string[]).includes(event.type) ? [{ ...d, event: event as Extract<LedgerEvent, { type: T }> }] : [],
    ),
  );
