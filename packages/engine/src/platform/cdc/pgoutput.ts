/**
 * Decodes pgoutput, PostgreSQL's own format of logical replication, protocol version 1 (PostgreSQL documentation,
 * “Logical Replication Message Formats”). Only declared columns of declared tables become values; the rest is
 * skipped by its length.
 */
import type { Lsn } from './lsn.ts';
import type { Change, ChangeTable } from './table.ts';
import { type ReadValue, readerOf } from './values.ts';

/** What the decoder tells, in the order of the stream. */
export type Listener = {
  begin(transaction: { xid: number; commitLsn: Lsn; committedAtMs: number }): void;
  change(change: Change): void;
  commit(endLsn: Lsn): void;
};

export type Decoder = {
  /** Takes one message, which starts at `buffer[start]`; keeps nothing of the buffer. Throws on what it cannot read. */
  decode(buffer: Buffer, start: number): void;
};

/** Microseconds from 1970 to 2000, where PostgreSQL's clock starts. */
const POSTGRES_EPOCH_MS = 946_684_800_000;

/** PostgreSQL's microseconds since 2000 as milliseconds since 1970. */
export const readClockMs = (buffer: Buffer, at: number): number =>
  Number(buffer.readBigInt64BE(at) / 1_000n) + POSTGRES_EPOCH_MS;

type Field = { name: string; read: ReadValue } | undefined;
type Relation = { table: ChangeTable; fields: readonly Field[] } | undefined;

const ORIGIN = 0x4f;
const TYPE = 0x59;
const MESSAGE = 0x4d;
const [BEGIN, COMMIT, RELATION, INSERT, UPDATE, DELETE, TRUNCATE] = [
  0x42, 0x43, 0x52, 0x49, 0x55, 0x44, 0x54,
] as const;
const NEW_TUPLE = 0x4e;
const OLD_TUPLE = 0x4f;
const [NULL, UNCHANGED, TEXT] = [0x6e, 0x75, 0x74] as const;

/** Makes a decoder for one connection: the descriptions of tables that it gathers are that connection's. */
export const createDecoder = (tables: readonly ChangeTable[], listener: Listener): Decoder => {
  const wanted = new Map(tables.map((table) => [table.name, table]));
  const relations = new Map<number, Relation>();
  let buffer: Buffer = Buffer.alloc(0);
  let at = 0;

  const cstring = (): string => {
    const end = buffer.indexOf(0, at);
    const value = buffer.toString('utf8', at, end);
    at = end + 1;
    return value;
  };

  const relation = (): void => {
    const id = buffer.readInt32BE(at);
    at += 4;
    const schema = cstring();
    const table = wanted.get(`${schema === '' ? 'pg_catalog' : schema}.${cstring()}`);
    at += 1;
    const count = buffer.readInt16BE(at);
    at += 2;
    const fields: Field[] = [];
    for (let index = 0; index < count; index += 1) {
      at += 1;
      const name = cstring();
      at += 8;
      const column = table?.columns[name];
      fields.push(column === undefined ? undefined : { name, read: readerOf(column) });
    }
    if (table !== undefined) assertComplete(table, fields);
    relations.set(id, table && { table, fields });
  };

  /** Reads one row; columns that are not sent are left out. */
  const tuple = (fields: readonly Field[], { nulls }: { nulls: boolean }): Record<string, unknown> => {
    const row: Record<string, unknown> = {};
    const count = buffer.readInt16BE(at);
    at += 2;
    for (let index = 0; index < count; index += 1) {
      const kind = buffer[at];
      at += 1;
      const field = fields[index];
      if (kind === TEXT) {
        const length = buffer.readInt32BE(at);
        at += 4;
        if (field !== undefined) row[field.name] = field.read(buffer, at, at + length);
        at += length;
      } else if (kind === NULL) {
        if (field !== undefined && nulls) row[field.name] = null;
      } else if (kind !== UNCHANGED) throw new TypeError(`a value of kind ${kind} cannot be read`);
    }
    return row;
  };

  /** The row before the change: all of it, or its key, whose other columns come as nulls and are left out. */
  const former = (fields: readonly Field[]): Record<string, unknown> => {
    const whole = buffer[at] === OLD_TUPLE;
    at += 1;
    return tuple(fields, { nulls: whole });
  };

  const known = (): Relation => {
    const id = buffer.readInt32BE(at);
    at += 4;
    if (!relations.has(id)) throw new TypeError(`a change of relation ${id}, which was never described`);
    return relations.get(id);
  };

  const update = ({ table, fields }: NonNullable<Relation>): void => {
    let old: Record<string, unknown> | undefined;
    if (buffer[at] !== NEW_TUPLE) {
      old = former(fields);
    }
    at += 1;
    listener.change({ table, kind: 'update', row: tuple(fields, { nulls: true }), old } as Change);
  };

  const truncate = (): void => {
    const count = buffer.readInt32BE(at);
    at += 5;
    for (let index = 0; index < count; index += 1) {
      const found = known();
      if (found !== undefined) listener.change({ table: found.table, kind: 'truncate' });
    }
  };

  return {
    decode(message, start) {
      buffer = message;
      at = start + 1;
      const kind = message[start];
      if (kind === INSERT) {
        const found = known();
        at += 1;
        if (found !== undefined)
          listener.change({
            table: found.table,
            kind: 'insert',
            row: tuple(found.fields, { nulls: true }),
          } as Change);
      } else if (kind === UPDATE) {
        const found = known();
        if (found !== undefined) update(found);
      } else if (kind === DELETE) {
        const found = known();
        if (found !== undefined)
          listener.change({ table: found.table, kind: 'delete', old: former(found.fields) } as Change);
      } else if (kind === BEGIN)
        listener.begin({
          commitLsn: buffer.readBigUInt64BE(at),
          committedAtMs: readClockMs(buffer, at + 8),
          xid: buffer.readUInt32BE(at + 16),
        });
      else if (kind === COMMIT) listener.commit(buffer.readBigUInt64BE(at + 9));
      else if (kind === RELATION) relation();
      else if (kind === TRUNCATE) truncate();
      else if (kind !== TYPE && kind !== ORIGIN && kind !== MESSAGE)
        throw new TypeError(`a message of kind ${kind} cannot be read`);
    },
  };
};

const assertComplete = (table: ChangeTable, fields: readonly Field[]): void => {
  const missing = Object.keys(table.columns).filter((name) => !fields.some((field) => field?.name === name));
  if (missing.length > 0)
    throw new TypeError(
      `${table.name} is published without ${missing.join(', ')}; migrate the database, or run the version of the engine that fits it`,
    );
};
