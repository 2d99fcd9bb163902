'use client';

import { useSyncExternalStore } from 'react';

/** “until 14:32” on the shopper's own clock; before her browser has told it, in UTC. */
export const PayUntil = ({ at }: { at: string }) => {
  const time = useSyncExternalStore(
    never,
    () => clock(at),
    () => `${clock(at, 'UTC')} UTC`,
  );
  return (
    <>
      until{' '}
      <time dateTime={at} className="font-semibold">
        {time}
      </time>
    </>
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

const never = () => () => {};

const clock = (at: string, timeZone?: string): string =>
  new Date(at).toLocaleTimeString('en', {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    ...zone(timeZone),
  });

const moment = (at: string, timeZone?: string): string =>
  new Date(at).toLocaleString('en', {
    dateStyle: 'medium',
    timeStyle: 'short',
    hour12: false,
    ...zone(timeZone),
  });

const zone = (timeZone: string | undefined) => (timeZone === undefined ? {} : { timeZone });
