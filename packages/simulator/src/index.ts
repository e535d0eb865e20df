export * from './day/cast-for-day.js';
export * from './day/generate-day.js';
export * from './environment.js';
export { FaultRates } from './faults.js';
export { Ledger, type LedgerEntry, type RequestKind, type Verdict } from './ledger.js';
export { OutageSet } from './outages.js';
export { CastEntry } from './people/cast.js';
export { type Persona, type PersonaName, personaNames, personas } from './people/personas.js';
export * from './simulator.js';
