/**
 * `COPY … FROM STDIN`, which `pg` leaves to others. Rows go out while the next ones are made: the database works beside us,
 * no more than a few chunks wait in memory, and between two chunks everybody else gets a turn.
 */
import { once } from 'node:events';
import { setImmediate as everybodyElse } from 'node:timers/promises';
import pg, { type Connection } from 'pg';
import type { Tx } from '../connect.js';

/** Writes `chunks` into a table, in the transaction of `tx`. `statement` is a whole `copy … from stdin …`. */
export function copyIn(tx: Tx, statement: string, chunks: Iterable<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    tx.query(new CopyIn(statement, chunks, (error) => (error ? reject(error) : resolve())));
  });
}

/**
 * What `pg` asks of a query, and of its connection what its types leave out. One of its own queries by descent: others it
 * refuses on a connection whose statements travel together (see connect.ts). The caller waits for the copy before it asks
 * for anything else.
 */
class CopyIn extends pg.Query {
  #failure: Error | undefined;
  #over = false;

  constructor(
    readonly statement: string,
    readonly chunks: Iterable<Buffer>,
    readonly done: (error?: Error) => void,
  ) {
    super(statement);
  }

  override submit = (connection: Connection): void => {
    connection.query(this.statement);
  };

  handleCopyInResponse(connection: Wire): void {
    void this.#send(connection);
  }

  async #send(connection: Wire): Promise<void> {
    try {
      for (const chunk of this.chunks) {
        connection.sendCopyFromChunk(chunk);
        if (connection.stream.writableNeedDrain) await drained(connection);
        else await everybodyElse();
        if (this.#over) return;
      }
      connection.endCopyFrom();
    } catch (error) {
      this.#failure = error as Error;
      // Words of our own: the database would repeat them in its log.
      if (!this.#over) connection.sendCopyFail('the rows could not be made');
    }
  }

  handleError(error: Error): void {
    this.#over = true;
    this.done(this.#failure ?? error);
  }
  handleReadyForQuery(): void {
    if (!this.#over) this.done();
    this.#over = true;
  }
  handleCommandComplete(): void {}
  handleCopyData(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
}

interface Wire {
  stream: NodeJS.WritableStream & { writableNeedDrain: boolean };
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(because: string): void;
}

/** A connection that is cut never drains. */
async function drained({ stream }: Wire): Promise<void> {
  const either = new AbortController();
  const { signal } = either;
  try {
    await Promise.race([once(stream, 'drain', { signal }), once(stream, 'close', { signal })]);
  } finally {
    either.abort();
  }
}
