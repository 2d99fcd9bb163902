/**
 * Change data capture: a database's committed transactions, in the order of their commits, from PostgreSQL's own
 * logical replication. Knows no module; `docs/change-data-capture.md` shows it in use by itself.
 */
export type { Batch, Transaction } from './batches.ts';
export { openReplication } from './connection.ts';
export { describeState, type Follower, type FollowState, follow, type Sink } from './follow.ts';
export { formatLsn, type Lsn, lsnOfSortable, NO_LSN, parseLsn, sortableLsn } from './lsn.ts';
export { currentEpoch, dropSlot, findSlot, type Slot, seesAll, walEnd } from './slot.ts';
export {
  type Change,
  type ChangeTable,
  changeTable,
  declaredTables,
  isOf,
} from './table.ts';
