import type { Money } from '@cartwright/contract';
import type { ComponentProps } from 'react';
import { TotalsTable } from '#components/totals.tsx';
import { formatMoney } from '#lib/money.ts';

type Line = { sku: string; title: string; quantity: number; unitPrice: Money; lineTotal: Money };
type Props = { title: string; lines: readonly Line[]; totals: ComponentProps<typeof TotalsTable>['totals'] };

/** What is bought and what it costs, for checkout and order pages. */
export const OrderSummary = ({ title, lines, totals }: Props) => (
  <section aria-labelledby="summary" className="rounded-lg bg-surface p-6 ring-1 ring-line">
    <h2 id="summary" className="title-2">
      {title}
    </h2>
    <ul className="mt-4 mb-5 border-line border-b">
      {lines.map((line) => (
        <li key={line.sku} className="flex justify-between gap-5 border-line border-t py-3">
          <p className="min-w-0">
            <span className="block font-medium leading-snug">{line.title}</span>
            <span className="text-muted text-sm tabular-nums">
              {line.quantity} × {formatMoney(line.unitPrice)}
            </span>
          </p>
          <p className="whitespace-nowrap tabular-nums">{formatMoney(line.lineTotal)}</p>
        </li>
      ))}
    </ul>
    <TotalsTable totals={totals} />
  </section>
);
