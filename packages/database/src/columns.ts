/** Rows turned into columns, as `unnest($1::…[], $2::…[])` takes them. */
export function columns<R, K extends keyof R>(rows: readonly R[], ...keys: K[]): R[K][][] {
  return keys.map((key) => rows.map((row) => row[key]));
}
