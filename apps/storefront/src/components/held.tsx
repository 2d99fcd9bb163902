'use client';

import { Clock } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { Countdown, useSecondsUntil } from '#components/countdown.tsx';
import { ClockTime } from '#components/moment.tsx';

/** Until when a cart line's units are set aside; when the time is up the page looks again. */
export const Held = ({ until, now, claimed }: { until: string; now: number; claimed: boolean }) => {
  const router = useRouter();
  const over = useSecondsUntil(until, now) === 0;
  const held = useRef(false);
  useEffect(() => {
    if (over && held.current) router.refresh();
    held.current = !over;
  }, [over, router]);
  return (
    <p className={`mt-2 flex gap-2 text-[0.9375rem] ${over ? 'text-notice' : 'text-accent'}`}>
      <Clock aria-hidden="true" className="mt-1 size-4 shrink-0" />
      {over ? (
        <span>
          No longer set aside for you.{' '}
          {claimed ? 'Take it out, or claim again.' : 'You get it if it is still there when you order.'}
        </span>
      ) : (
        <span>
          Held for you until <ClockTime at={until} />{' '}
          {/* A line of its own: the time before it is told shorter once the browser knows it. */}
          <span className="ticking block">
            <Countdown until={until} now={now} className="font-semibold" /> left
          </span>
        </span>
      )}
    </p>
  );
};
