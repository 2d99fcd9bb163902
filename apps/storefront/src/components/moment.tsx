'use client';

import { useSyncExternalStore } from 'react';

/** “14:32” on the shopper's own clock; before her browser has told it, in UTC. */
export const ClockTime = ({ at }: { at: string }) => {
  const time = useSyncExternalStore(
    never,
    () => clock(at),
    () => `${clock(at, 'UTC')} UTC`,
  );
  return (
    <time dateTime={at} className="font-semibold">
      {time}
    </time>
  );
};

/** A moment on the shopper's own clock, with its date. */
export const Moment = ({ at }: { at: string }) => {
  const shown = useSyncExternalStore(
    never,
    () => moment(at),
    () => moment(at, 'UTC'),
  );
  return <time dateTime={at}>{shown}</time>;
};

/**
 * “Tue, Nov 24, 14:00” on the shopper's own clock; before her browser has told it, in UTC, which is longer and
 * keeps its room, so that nothing moves.
 */
export const Appointment = ({ at }: { at: string }) => {
  const universal = appointment(at, 'UTC');
  const shown = useSyncExternalStore(
    never,
    () => appointment(at),
    () => universal,
  );
  return (
    <time dateTime={at} className="inline-grid whitespace-nowrap *:[grid-area:1/1]">
      {shown === universal ? null : (
        <span aria-hidden="true" className="invisible">
          {universal}
        </span>
      )}
      <span>{shown}</span>
    </time>
  );
};

const never = () => () => {};

const clock = (at: string, timeZone?: string): string =>
  new Date(at).toLocaleTimeString('en', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...zone(timeZone),
  });

const moment = (at: string, timeZone?: string): string =>
  new Date(at).toLocaleString('en', {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
    ...zone(timeZone),
  });

const appointment = (at: string, timeZone?: 'UTC'): string =>
  new Date(at).toLocaleString('en', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(timeZone === undefined ? {} : { timeZone, timeZoneName: 'short' }),
  });

const zone = (timeZone: string | undefined) => (timeZone === undefined ? {} : { timeZone });
