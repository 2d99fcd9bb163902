import type { Money } from '@cartwright/contract';
import { formatMoney } from '#lib/money.ts';

type Totals = {
  subtotal: Money;
  discountTotal: Money;
  shippingTotal: Money;
  taxTotal: Money;
  total: Money;
};

export const TotalsTable = ({ totals }: { totals: Totals }) => (
  <dl className="space-y-2 tabular-nums">
    <Row label="Subtotal" value={formatMoney(totals.subtotal)} />
    {totals.discountTotal.amount === 0 ? null : (
      <Row label="Discount" value={`− ${formatMoney(totals.discountTotal)}`} />
    )}
    <Row
      label="Delivery"
      value={totals.shippingTotal.amount === 0 ? 'Free' : formatMoney(totals.shippingTotal)}
    />
    {totals.taxTotal.amount === 0 ? null : <Row label="Tax" value={formatMoney(totals.taxTotal)} />}
    <div className="flex items-baseline justify-between gap-4 border-line border-t pt-3 font-semibold text-lg">
      <dt>Total</dt>
      <dd>{formatMoney(totals.total)}</dd>
    </div>
  </dl>
);

const Row = ({ label, value }: { label: string; value: string }) => (
  <div className="flex justify-between gap-4">
    <dt className="text-muted">{label}</dt>
    <dd>{value}</dd>
  </div>
);
