import { changeTable } from '../../platform/cdc/index.ts';
import { t } from '../../platform/sql.ts';
import type { AttemptStatus } from './domain.ts';

/** What of payments is told to others, whenever it changes. */
export const attemptChanges = changeTable('payment.attempt', {
  attempt_id: t.uuid,
  order_id: t.uuid,
  status: t.words<AttemptStatus>(),
  decline_code: t.nullable(t.text),
  amount: t.int8,
});
export const reversalChanges = changeTable('payment.reversal', {
  reversal_id: t.uuid,
  attempt_id: t.uuid,
  order_id: t.uuid,
  kind: t.words<'void' | 'refund'>(),
  status: t.words<'pending' | 'done'>(),
  amount: t.int8,
});
