'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { useSecondsUntil } from '#components/countdown.tsx';

/** Not everybody in the same moment; and again, should the server have been a second behind. */
const SPREAD_MS = 2_000;
const AGAIN_MS = 3_000;
const TIMES_MAX = 4;

/** Looks again when a moment has come by the server's clock, such as the opening of a sale. */
export const RefreshAt = ({ at, now }: { at: string; now: number }) => {
  const router = useRouter();
  const come = useSecondsUntil(at, now) === 0;
  useEffect(() => {
    if (!come) return;
    let times = 0;
    let timer: ReturnType<typeof setTimeout>;
    const look = (): void => {
      router.refresh();
      times += 1;
      if (times < TIMES_MAX) timer = setTimeout(look, AGAIN_MS);
    };
    timer = setTimeout(look, Math.random() * SPREAD_MS);
    return () => clearTimeout(timer);
  }, [come, router]);
  return null;
};
