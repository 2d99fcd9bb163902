'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { hearServer, onTick, serverNow } from '#lib/server-clock.ts';

/** Whole seconds until a moment by the server's clock, 0 when it has passed; `now` is that clock at rendering. */
export const useSecondsUntil = (until: string, now: number): number => {
  const end = Date.parse(until);
  useEffect(() => hearServer(now), [now]);
  return useSyncExternalStore(
    onTick,
    () => secondsBetween(serverNow(), end),
    () => secondsBetween(now, end),
  );
};

type Props = { until: string; now: number; className?: string };

/** “1 d 02:14:09”, ticking; a plain time has to stand beside it for who cannot see it or runs no scripts. */
export const Countdown = ({ until, now, className = '' }: Props) => (
  <span aria-hidden="true" className={`ticking whitespace-nowrap tabular-nums ${className}`}>
    {clockOf(useSecondsUntil(until, now))}
  </span>
);

/** The same in boxes, for what is worth waiting for. */
export const CountdownBoxes = ({ until, now }: Omit<Props, 'className'>) => {
  const { days, hours, minutes, seconds } = partsOf(useSecondsUntil(until, now));
  const boxes = [
    ['days', days],
    ['hours', hours],
    ['min', minutes],
    ['sec', seconds],
  ] as const;
  return (
    <span aria-hidden="true" className="ticking grid w-fit grid-cols-4 gap-2">
      {boxes.map(([unit, value]) => (
        <span key={unit} className="w-[3.75rem] rounded-md bg-tile py-2 text-center">
          <span className="block font-semibold text-xl tabular-nums leading-tight">{twoDigits(value)}</span>
          <span className="block text-[0.8125rem] text-muted leading-tight">{unit}</span>
        </span>
      ))}
    </span>
  );
};

const clockOf = (all: number): string => {
  const { days, hours, minutes, seconds } = partsOf(all);
  if (days > 0) return `${days} d ${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(seconds)}`;
  return hours > 0
    ? `${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(seconds)}`
    : `${twoDigits(minutes)}:${twoDigits(seconds)}`;
};

const partsOf = (all: number) => ({
  days: Math.floor(all / 86_400),
  hours: Math.floor(all / 3_600) % 24,
  minutes: Math.floor(all / 60) % 60,
  seconds: all % 60,
});

const secondsBetween = (from: number, to: number): number => Math.max(0, Math.ceil((to - from) / 1_000));

const twoDigits = (value: number): string => String(value).padStart(2, '0');
