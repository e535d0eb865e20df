/** Values in Postgres' binary COPY format: what is a Buffer here is not turned into text and back on its way. */

/** Sent in pieces of about this size: some hundred rows, a few milliseconds of our time. */
const chunkBytes = 64 * 1024;
const signature = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const end = Buffer.from([0xff, 0xff]);

/** Which type the elements of an array have. */
const byteaOid = 17;
const textOid = 25;
const postgresEpoch = Date.UTC(2000, 0, 1);
const microsecondsHigh = 2 ** 32;

/** Writes one value of a row. */
export type Cell<R> = (writer: RowWriter, row: R) => void;

const nullable =
  <T, R>(of: (row: R) => T | null, write: (writer: RowWriter, value: T) => void): Cell<R> =>
  (writer, row) => {
    const value = of(row);
    if (value === null) writer.int32(-1);
    else write(writer, value);
  };
export const uuid = <R>(of: (row: R) => string): Cell<R> => nullable(of, (w, v) => w.uuid(v));
export const text = <R>(of: (row: R) => string | null): Cell<R> => nullable(of, (w, v) => w.text(v));
export const bytes = <R>(of: (row: R) => Buffer | null): Cell<R> => nullable(of, (w, v) => w.bytes(v));
export const instant = <R>(of: (row: R) => Date | null): Cell<R> => nullable(of, (w, v) => w.instant(v));
export const int = <R>(of: (row: R) => number | null): Cell<R> =>
  nullable(of, (w, v) => {
    w.int32(4);
    w.int32(v);
  });
export const bool = <R>(of: (row: R) => boolean): Cell<R> => nullable(of, (w, v) => w.bool(v));
export const texts = <R>(of: (row: R) => readonly string[]): Cell<R> => nullable(of, (w, v) => w.texts(v));
export const jsonb = <R>(of: (row: R) => unknown): Cell<R> => nullable(of, (w, v) => w.jsonb(JSON.stringify(v)));

/** The same value in every row, made once. */
export function always<T>(kind: (of: () => T) => Cell<unknown>, value: T): Cell<unknown> {
  const made = new RowWriter();
  kind(() => value)(made, undefined);
  const bytes = made.take();
  return (writer) => writer.raw(bytes);
}

/** The chunks of a COPY with `rows`, each made when it is asked for. */
export function* copyChunks<R>(rows: Iterable<R>, cells: readonly Cell<R>[]): Generator<Buffer> {
  const writer = new RowWriter();
  writer.raw(signature);
  for (const row of rows) {
    writer.int16(cells.length);
    for (const write of cells) write(writer, row);
    if (writer.length >= chunkBytes) yield writer.take();
  }
  writer.raw(end);
  yield writer.take();
}

/** A `bytea[]` as a parameter: half as long as its text, and read without a look at every letter. */
export function byteaArray(values: readonly Buffer[]): Buffer {
  const writer = new RowWriter();
  writer.elements(byteaOid, values, (value) => writer.bytes(value));
  return writer.take();
}

const dash = 45;
/** Of a hexadecimal digit, whatever its case. */
const nibble = (code: number): number => (code <= 57 ? code - 48 : (code | 32) - 87);

/** Most values are a few plain letters: writing them here takes half as long as asking for it. False when it is not so. */
function writeShort(buffer: Buffer, value: string, at: number): boolean {
  if (value.length > 32) return false;
  for (let n = 0; n < value.length; n++) {
    const code = value.charCodeAt(n);
    if (code > 127) return false;
    buffer[at + n] = code;
  }
  return true;
}

export class RowWriter {
  #buffer = Buffer.allocUnsafe(chunkBytes + 4096);
  length = 0;

  /** What was written since the last time; good until the next write. */
  take(): Buffer {
    const taken = this.#buffer.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  #room(size: number): Buffer {
    if (this.length + size > this.#buffer.length) {
      const larger = Buffer.allocUnsafe((this.length + size) * 2);
      this.#buffer.copy(larger, 0, 0, this.length);
      this.#buffer = larger;
    }
    return this.#buffer;
  }

  raw(value: Buffer): void {
    this.#room(value.length).set(value, this.length);
    this.length += value.length;
  }
  int16(value: number): void {
    this.length = this.#room(2).writeInt16BE(value, this.length);
  }
  int32(value: number): void {
    const buffer = this.#room(4);
    buffer[this.length] = value >>> 24;
    buffer[this.length + 1] = value >>> 16;
    buffer[this.length + 2] = value >>> 8;
    buffer[this.length + 3] = value;
    this.length += 4;
  }
  bytes(value: Buffer): void {
    this.int32(value.length);
    this.raw(value);
  }
  bool(value: boolean): void {
    this.int32(1);
    this.length = this.#room(1).writeUInt8(value ? 1 : 0, this.length);
  }
  uuid(value: string): void {
    this.int32(16);
    const buffer = this.#room(16);
    for (let at = 0; at < value.length; at += 2) {
      if (value.charCodeAt(at) === dash) at += 1;
      buffer[this.length] = (nibble(value.charCodeAt(at)) << 4) | nibble(value.charCodeAt(at + 1));
      this.length += 1;
    }
  }
  text(value: string): void {
    this.#utf8(value, 0);
  }
  jsonb(value: string): void {
    this.#utf8(value, 1);
  }
  texts(values: readonly string[]): void {
    const start = this.length;
    this.int32(0);
    this.elements(textOid, values, (value) => this.text(value));
    this.#buffer.writeInt32BE(this.length - start - 4, start);
  }
  elements<T>(oid: number, values: readonly T[], write: (value: T) => void): void {
    // Dimensions, no nulls, of this type; so many, counted from one.
    for (const n of [1, 0, oid, values.length, 1]) this.int32(n);
    for (const value of values) write(value);
  }
  /** Microseconds since 2000, as 64 bits. */
  instant(value: Date): void {
    this.int32(8);
    const microseconds = (value.getTime() - postgresEpoch) * 1000;
    this.int32(Math.floor(microseconds / microsecondsHigh));
    const low = microseconds - Math.floor(microseconds / microsecondsHigh) * microsecondsHigh;
    this.length = this.#room(4).writeUInt32BE(low, this.length);
  }

  /** jsonb has its version before the text. */
  #utf8(value: string, version: 0 | 1): void {
    const start = this.length;
    // No character takes more than three bytes for each of its units.
    const buffer = this.#room(5 + value.length * 3);
    if (version > 0) buffer[start + 4] = version;
    const at = start + 4 + version;
    const written = writeShort(buffer, value, at) ? value.length : buffer.write(value, at, 'utf8');
    this.int32(written + version);
    this.length = at + written;
  }
}
