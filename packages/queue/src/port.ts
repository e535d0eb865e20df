/**
 * The queue behind a small port: publish ids, consume them, close. Nothing here is remembered for its own sake: the
 * database republishes whatever a queue loses, and the claim refuses whatever a queue repeats.
 */
import type { AttemptJob, Topic } from '@rollcall/contracts';
import type { Logger } from '@rollcall/platform';

export interface Publisher {
  /**
   * Up to `together` jobs (default 1) become one entry of the queue. Rejects, and never hangs, when the queue cannot be
   * reached.
   */
  publish(topic: Topic, jobs: readonly AttemptJob[], together?: number): Promise<void>;
  /** Entries waiting or under way. */
  depth(topic: Topic): Promise<number>;
  close(): Promise<void>;
}
export interface Consumer {
  /** Waits for handlers under way, but not for ever. */
  close(): Promise<void>;
}
export interface ConsumeOptions {
  /** Jobs under way at once, however they travelled. */
  concurrency: number;
  logger: Logger;
}
export interface QueueBackend {
  /** Creates what the backend needs, once per installation. */
  prepare(): Promise<void>;
  publisher(): Promise<Publisher>;
  /** A handler that throws loses its job; the database's reconciler finds the attempt again. */
  consume(topic: Topic, handler: (job: AttemptJob) => Promise<void>, options: ConsumeOptions): Promise<Consumer>;
  ready(): Promise<Record<string, boolean>>;
  close(): Promise<void>;
}
