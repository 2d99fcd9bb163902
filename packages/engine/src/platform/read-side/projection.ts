import type { ChangeTable, Transaction } from '../cdc/index.ts';
import type { ScriptCall } from '../lua.ts';
import type { Database } from '../postgres.ts';
import type { Queryable } from '../sql.ts';

/** What changed, for processes that keep something of it: the kind, then what that kind tells. */
export type FeedItem = readonly [kind: string, ...about: (string | number | null)[]];

/** What committed transactions do to a read model: the same for each generation of it that is kept. */
export type Effects = {
  calls(generation: string): ScriptCall[];
  feed: readonly FeedItem[];
};

export const NO_EFFECTS: Effects = { calls: () => [], feed: [] };

/** A document as the truth has it, for comparison: its key, and fields that have to be there just so. */
export type Expected = { key: string; fields: Readonly<Record<string, string>> };

/** A stretch of the truth, compared with the read model in one go. */
export type Slice = {
  /** What should be there, by the document's name. */
  documents: ReadonlyMap<string, Expected>;
  /** Where the next slice begins, or undefined after the last. */
  next: string | undefined;
};

/**
 * A read model made from committed changes. All that it does is idempotent, carries versions, and may be thrown away
 * and made again.
 */
export type Projection = {
  /** As in `cartwright rebuild <name>`. */
  readonly name: string;
  /** Changes with whatever its documents are made of; documents of another format are rebuilt. */
  readonly format: string;
  readonly tables: readonly ChangeTable[];
  /** Rebuilt where it is, always in the same generation, and never beside itself. */
  readonly inPlace?: boolean;
  /**
   * Its effects add up instead of replacing: while a generation is being filled they wait, and those that the snapshot
   * has counted already are left out.
   */
  readonly adds?: boolean;
  /** Small, and made anew whenever a process begins to lead. */
  readonly anew?: boolean;
  /** Of its keys, up to the generation, the documents' first: `product` for `product:<generation>:{1}`. */
  readonly prefixes: readonly string[];
  /**
   * What some transactions do, in their order. `versionOf` says which version a write of a transaction has. May read
   * PostgreSQL, where it has to see at least what these transactions did.
   */
  effects(
    transactions: readonly Transaction[],
    context: { db: Database; versionOf: (transaction: Transaction) => string },
  ): Promise<Effects>;
  /** What was put off, when its time has come; asked with every batch, also those without a change. */
  settle?(context: { db: Database; versionOf: (transaction: Transaction) => string }): Promise<Effects>;
  /** About how many documents a snapshot has. */
  count(db: Queryable): Promise<number>;
  /** All documents of a snapshot, in portions of at most some hundred calls. */
  fill(
    snapshot: Queryable,
    to: { generation: string; version: string },
  ): AsyncIterable<{ calls: ScriptCall[]; documents: number }>;
  /** How it is compared with the truth, and made right; left out where it is too small to be worth it. */
  readonly reconcile?: {
    /** A slice of the truth as the model should have it: from a document's name on, or some by their names. */
    slice(
      db: Queryable,
      of: { generation: string } & ({ after: string; limit: number } | { documents: readonly string[] }),
    ): Promise<Slice>;
    /** Writes documents as the truth has them now, and removes those that it has not. */
    repair(
      db: Queryable,
      documents: readonly string[],
      to: { generation: string; version: string },
    ): Promise<{ calls: ScriptCall[]; feed: readonly FeedItem[] }>;
  };
};
