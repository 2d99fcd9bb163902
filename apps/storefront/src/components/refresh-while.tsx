'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** After so many looks at one page the shopper has gone to make tea; a reload starts anew. */
const LOOKS_MAX = 200;

/** Looks again every so often while it stands on the page; by the browser's own means without JavaScript. */
export const RefreshWhile = ({ everySeconds }: { everySeconds: number }) => {
  const router = useRouter();
  useEffect(() => {
    let looks = 0;
    const timer = setInterval(() => {
      if (document.visibilityState === 'hidden') return;
      looks += 1;
      if (looks >= LOOKS_MAX) clearInterval(timer);
      router.refresh();
    }, everySeconds * 1_000);
    return () => clearInterval(timer);
  }, [router, everySeconds]);
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(everySeconds)} />
    </noscript>
  );
};
