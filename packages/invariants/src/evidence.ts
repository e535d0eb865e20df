/** What a check may look at: the database, and the records others keep of what we did. Never patient data. */

/** One request the provider got, as its own record has it. */
export interface ProviderRequest {
  /** Our attempt's id, as found in the request; null when it named none. */
  rid: string | null;
  /** `faulted-before`: not sent, and said so. `faulted-after`: sent, and answered with a fault. */
  verdict: 'accepted' | 'refused' | 'faulted-before' | 'faulted-after';
  /** Business time, RFC 3339. */
  at: string;
}
/** One 2xx answer to `POST /v1/batches`. */
export interface Promised {
  idempotencyKey: string;
  batchId: string;
  /** Over the body as the client sent it: equal bodies have equal hashes. */
  bodyHash: string;
  /** Of the appointments that were accepted. */
  externalIds: readonly string[];
}
/** One callback as its receiver saw it. */
export interface ReceivedCallback {
  webhookId: string;
  type: string;
  /** The signature held. */
  valid: boolean;
  at: Date;
}
/** One webhook the provider was told 2xx for. */
export interface AnsweredWebhook {
  source: string;
  dedupeKey: string;
  /** The attempt that the webhook confirms, where it is a patient's sufficient answer. */
  confirms?: string;
}
/** The state the same facts led to, told in some order, some number of times. */
export interface ReplayedState {
  order: string;
  stateHash: string;
}
/** Something that left the system in the clear: a log, a dump of Redis, a URL, a page of metrics. */
export interface WrittenText {
  where: string;
  text: string;
}
/** A process that was told to stop. */
export interface ProcessExit {
  process: string;
  graceMs: number;
  /** Real milliseconds from the signal to the end; null: it had to be killed. */
  tookMs: number | null;
}
/** One build at work in one module: its first and last round that wrote something. */
export interface ModuleRun {
  module: string;
  version: number;
  from: Date;
  to: Date;
}

export interface Evidence {
  /** Read-only queries. */
  query(sql: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
  /** Business time. */
  now: Date;
  /** One worker's lease, business milliseconds. */
  leaseMs: number;
  /** Faults have stopped and everything had time to settle: what holds only at rest is checked too. */
  settled: boolean;
  /**
   * The outreaches whose ledgers are read again; the others were read before. Absent: all. What is found by an index of
   * unfinished work is looked for everywhere in any case.
   */
  changed?: readonly string[];
  /** The provider's own record, where there is one. */
  provider?: readonly ProviderRequest[];
  /** What the client was promised. */
  promised?: readonly Promised[];
  /** What the receiver of callbacks got. */
  received?: readonly ReceivedCallback[];
  /** Webhooks the provider was told 2xx for. */
  answered?: readonly AnsweredWebhook[];
  /** Final states of the same facts in other orders; see `stateHash`. */
  replays?: readonly ReplayedState[];
  /** What was written where patient data must not be, and strings planted in it. */
  written?: { canaries: readonly string[]; texts: readonly WrittenText[] };
  exits?: readonly ProcessExit[];
  modules?: readonly ModuleRun[];
}
export type Need = 'provider' | 'promised' | 'received' | 'answered' | 'replays' | 'written' | 'exits' | 'modules';
