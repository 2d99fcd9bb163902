/**
 * Documents of the read side: hashes with a version. Whatever is written says which commit it comes from, and what is
 * older than the document is refused, so that repeating any of it changes nothing.
 */

import { type Lsn, sortableLsn } from '../cdc/index.ts';
import { loadScript, type ScriptCall } from '../lua.ts';

const script = {
  put: loadScript(new URL('./lua/put.lua', import.meta.url)),
  fill: loadScript(new URL('./lua/fill.lua', import.meta.url)),
  remove: loadScript(new URL('./lua/remove.lua', import.meta.url)),
  bump: loadScript(new URL('./lua/bump.lua', import.meta.url)),
  index: loadScript(new URL('./lua/index.lua', import.meta.url)),
};

/**
 * Where a write comes from: era (of Redis' memory and PostgreSQL's history), commit, part of a large transaction. As
 * text, in the order of time.
 */
export const versionOf = (era: string, commitLsn: Lsn, part = 0): string =>
  `${era}${sortableLsn(commitLsn)}${part.toString(16).padStart(6, '0')}`;

/** Later than whatever was committed before `lsn`, and earlier than all that was not: of a snapshot taken there. */
export const snapshotVersionOf = (era: string, lsn: Lsn): string => versionOf(era, lsn - 1n, PARTS_MAX);
const PARTS_MAX = 0xff_ffff;

/** Longer than any rebuild takes: a document that is removed while it is being read stays removed. */
const STONE_SECONDS = 86_400;

export type Fields = Readonly<Record<string, string>>;
type Write = { key: string; version: string; fields: Fields; ttlSeconds?: number };

const put = ({ key, version, fields, ttlSeconds }: Write, how: 'put' | 'fill'): ScriptCall => ({
  script: script[how],
  keys: [key],
  args: [version, ttlSeconds === undefined ? '' : String(ttlSeconds), ...Object.entries(fields).flat()],
});

/** Sets fields of a document; fields that are not named stay. */
export const putDocument = (write: Write): ScriptCall => put(write, 'put');

/** Writes a document from a snapshot: whole, or around what newer changes have written already. */
export const fillDocument = (write: Write): ScriptCall => put(write, 'fill');

/** Removes a document. */
export const removeDocument = (removal: { key: string; version: string }): ScriptCall => ({
  script: script.remove,
  keys: [removal.key],
  args: [removal.version, String(STONE_SECONDS)],
});

/** Adds to scores of a sorted set, each addition once. `key` has a hash tag. */
export const addToScores = (additions: {
  key: string;
  ttlSeconds: number;
  additions: readonly { version: string; amount: number; member: string }[];
}): ScriptCall => ({
  script: script.bump,
  keys: [additions.key, `${additions.key}:v`],
  args: [
    String(additions.ttlSeconds),
    ...additions.additions.flatMap(({ version, amount, member }) => [version, String(amount), member]),
  ],
});

/** Whether a write has no version: what is written last stays, wherever it comes from. */
export const isUnversioned = (call: ScriptCall): boolean => call.script === script.index;

/** Adds members to an index, or takes them out (score null), and trims it. `key` has a hash tag. */
export const updateIndex = (update: {
  key: string;
  membersMax?: number;
  scoreMin: number;
  ttlSeconds?: number;
  members: readonly { score: number | null; member: string }[];
}): ScriptCall => ({
  script: script.index,
  keys: [update.key, `${update.key}:facts`],
  args: [
    update.membersMax === undefined ? '' : String(update.membersMax),
    String(update.scoreMin),
    update.ttlSeconds === undefined ? '' : String(update.ttlSeconds),
    ...update.members.flatMap(({ score, member }) => [score === null ? '' : String(score), member]),
  ],
});
