import type { Column } from '../sql.ts';

type Columns = Readonly<Record<string, Column<unknown>>>;
type Values<C extends Columns> = { [K in keyof C]: C[K] extends Column<infer T> ? T : never };

/**
 * A table as its readers of changes know it: the columns they want, with their types. Other columns are not even
 * decoded, and may come and go while the stream runs. `npm run check` holds the declaration against the schema.
 */
export type ChangeTable<C extends Columns = Columns> = {
  /** With its schema: `inventory.stock`. */
  readonly name: string;
  readonly columns: C;
};

/** Declares a table whose changes are wanted. */
export const changeTable = <C extends Columns>(name: string, columns: C): ChangeTable<C> => {
  const declared = { name, columns };
  known.push(declared);
  return declared;
};

const known: ChangeTable[] = [];

/** Every table declared by the modules loaded so far, for the check against the schema. */
export const declaredTables = (): readonly ChangeTable[] => known;

/**
 * One change of one row. Columns that PostgreSQL does not send are missing from it: large values that an update left
 * as they were (TOAST), and, in `old`, whatever is not part of the replica identity.
 */
export type Change<C extends Columns = Columns> =
  | { readonly table: ChangeTable<C>; readonly kind: 'insert'; readonly row: Values<C> }
  | {
      readonly table: ChangeTable<C>;
      readonly kind: 'update';
      readonly row: Partial<Values<C>>;
      readonly old: Partial<Values<C>> | undefined;
    }
  | { readonly table: ChangeTable<C>; readonly kind: 'delete'; readonly old: Partial<Values<C>> }
  | { readonly table: ChangeTable<C>; readonly kind: 'truncate' };

/** Whether a change is one of `table`; then its rows have that table's types. */
export const isOf = <C extends Columns>(change: Change, table: ChangeTable<C>): change is Change<C> =>
  change.table.name === table.name;
