/** Gives money back: voids an authorisation, or refunds what was captured, and writes down which it was. */
import {
  finishReversal,
  loadReversal,
  moveAttempt,
  ProviderUnavailable,
  type Reversal,
} from '../modules/payment/index.ts';
import { transaction } from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';
import { money } from '../shared/money.ts';
import type { ProcessContext } from './context.ts';

/**
 * Drives one reversal to its end. When the provider gives no usable answer it stays pending, and the sweeper
 * goes on later under the same keys. Throws only what PostgreSQL throws.
 */
export const giveBack = async (context: ProcessContext, reversalId: string): Promise<void> => {
  const reversal = await loadReversal(context.db, reversalId);
  if (reversal === undefined || reversal.status === 'done') return;
  try {
    await finish(context, reversal, await askProvider(context, reversal));
  } catch (error) {
    if (!(error instanceof ProviderUnavailable)) throw error;
    context.log.warn(
      { reversalId, orderId: reversal.orderId, err: error },
      'money could not be given back yet',
    );
  }
};

const askProvider = async (context: ProcessContext, reversal: Reversal): Promise<'void' | 'refund'> => {
  const { authorisationId } = reversal;
  assert(authorisationId !== null, `the reversal ${reversal.reversalId} has no authorisation`);
  if (reversal.kind === 'void') {
    const answer = await context.provider.void_({ key: `${reversal.reversalId}:void`, authorisationId });
    if (answer.outcome === 'voided' || answer.code === 'already-voided') return 'void';
    // A capture was under way when the order ended: then what was captured goes back.
    if (answer.code !== 'already-captured')
      throw new ProviderUnavailable('unknown', `the provider refused to void: ${answer.code}`);
  }
  const refund = await context.provider.refund({
    key: `${reversal.reversalId}:refund`,
    authorisationId,
    amount: money(reversal.amount, reversal.currency),
  });
  if (refund.outcome === 'refunded') return 'refund';
  throw new ProviderUnavailable('unknown', `the provider refused to refund: ${refund.code}`);
};

const finish = (context: ProcessContext, reversal: Reversal, kind: 'void' | 'refund'): Promise<void> =>
  transaction(context.db, async (tx) => {
    const at = new Date();
    const { attemptId, attemptStatus } = reversal;
    if (!(await finishReversal(tx, { reversalId: reversal.reversalId, kind, at }))) return;
    const to = kind === 'void' ? 'voided' : 'captured';
    if (attemptStatus !== to) await moveAttempt(tx, { attemptId, from: attemptStatus, to, at });
  });
