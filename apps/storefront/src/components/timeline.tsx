import type { Order } from '@cartwright/contract';
import type { ReactNode } from 'react';
import { Moment } from '#components/moment.tsx';
import { isUndecided, timelineWords } from '#lib/words.ts';

/** What happened to an order, oldest first, and what it waits for. */
export const Timeline = ({ order }: { order: Order }) => {
  const waiting = isUndecided(order);
  const last = order.timeline.length - 1;
  const words = timelineWords(order);
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline" className="title-2">
        What happened
      </h2>
      <ol className="mt-5">
        {order.timeline.map(({ at }, index) => (
          // By position: a timeline only grows at its end, and may tell one event twice.
          <Step key={index} last={index === last && !waiting}>
            {words[index]}
            <span className="block font-normal text-muted text-sm">
              <Moment at={at} />
            </span>
          </Step>
        ))}
        {waiting ? <Step last>Waiting for the bank</Step> : null}
      </ol>
    </section>
  );
};

type StepProps = { last: boolean; children: ReactNode };

const Step = ({ last, children }: StepProps) => (
  <li className={`relative border-l-2 pl-6 ${last ? 'border-transparent' : 'border-line pb-6'}`}>
    <span
      aria-hidden="true"
      className={`absolute top-1.5 -left-[7px] size-3 rounded-full ${last ? 'bg-accent ring-4 ring-accent-soft' : 'bg-line-strong'}`}
    />
    <p className={last ? 'font-semibold' : ''}>{children}</p>
  </li>
);
