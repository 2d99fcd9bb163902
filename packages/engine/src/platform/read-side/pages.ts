/** Rows read from a snapshot in portions, by their key: `load` gives at most `PORTION` rows after a key, in its order. */
export const PORTION = 500;

export async function* pages<Row, Key>(
  load: (after: Key | null, limit: number) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
): AsyncGenerator<Row[]> {
  let after: Key | null = null;
  for (;;) {
    const rows: Row[] = await load(after, PORTION);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < PORTION) return;
    after = keyOf(last);
  }
}
