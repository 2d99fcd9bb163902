import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Findings } from '../platform/read-side/tasks.ts';

export type ProjectorMetrics = {
  leads(leading: boolean): void;
  applied(batch: { transactions: number; changes: number; ageMs: number | undefined }): void;
  drift(projection: string, findings: Findings): void;
  retained(bytes: number): void;
};

/** Seconds from a commit to its effect, from what nobody notices to what everybody does. */
const LAG_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300];

/** What the process that follows the change stream tells of it. */
export const createProjectorMetrics = (registry: Registry): ProjectorMetrics => {
  const registers = [registry];
  const leading = new Gauge({
    name: 'cartwright_cdc_leading',
    help: 'Whether this process follows the change stream',
    registers,
  });
  const transactions = new Counter({
    name: 'cartwright_cdc_transactions_total',
    help: 'Transactions applied to the read side',
    registers,
  });
  const changes = new Counter({
    name: 'cartwright_cdc_changes_total',
    help: 'Row changes applied to the read side',
    registers,
  });
  const lag = new Histogram({
    name: 'cartwright_cdc_apply_lag_seconds',
    help: 'From a commit to its effect in Redis, of the last transaction of each batch',
    buckets: LAG_BUCKETS,
    registers,
  });
  const retained = new Gauge({
    name: 'cartwright_cdc_retained_wal_bytes',
    help: 'WAL that PostgreSQL keeps for the read side',
    registers,
  });
  const looked = new Gauge({
    name: 'cartwright_read_side_compared',
    help: 'Documents compared with PostgreSQL in the present walk',
    labelNames: ['projection'],
    registers,
  });
  const drift = new Gauge({
    name: 'cartwright_read_side_drift',
    help: 'Documents found wrong (and repaired) in the present walk',
    labelNames: ['projection', 'kind'],
    registers,
  });
  return {
    leads: (is) => leading.set(is ? 1 : 0),
    applied(batch) {
      transactions.inc(batch.transactions);
      changes.inc(batch.changes);
      if (batch.ageMs !== undefined) lag.observe(batch.ageMs / 1_000);
    },
    drift(projection, findings) {
      looked.set({ projection }, findings.looked);
      drift.set({ projection, kind: 'missing' }, findings.missing);
      drift.set({ projection, kind: 'different' }, findings.different);
      drift.set({ projection, kind: 'left-over' }, findings.leftOver);
    },
    retained: (bytes) => retained.set(bytes),
  };
};
