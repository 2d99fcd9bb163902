'use client';

import type { Sale } from '@cartwright/contract';
import { useEffect, useState } from 'react';
import { saleHref } from './address.ts';
import { hearServer, serverNow } from './server-clock.ts';

type ToldSale = { sale: Sale; now: number };

/** How often a page looks at a sale. */
const OPEN_MS = 3_000;
const COMING_MS = 30_000;
const SOLD_OUT_MS = 15_000;
/** Near the opening it looks more often, each page at another moment of these. */
const SOON_MS = 1_000;
const SPREAD_MS = 750;

/** A sale as it stands, kept up to date while the page is looked at; what the server rendered until then. */
export const useSale = (rendered: ToldSale): Sale => {
  const [heard, setHeard] = useState<ToldSale | null>(null);
  const { sale } = heard !== null && heard.now >= rendered.now ? heard : rendered;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stopped = new AbortController();
    const look = async (last: Sale): Promise<void> => {
      const told = document.visibilityState === 'hidden' ? null : await stateOf(last.saleId, stopped.signal);
      if (stopped.signal.aborted) return;
      if (told !== null) {
        hearServer(told.now);
        setHeard(told);
      }
      plan(told?.sale ?? last);
    };
    const plan = (last: Sale): void => {
      const waitMs = lookAgainMs(last);
      if (waitMs !== null) timer = setTimeout(look, waitMs + Math.random() * SPREAD_MS, last);
    };
    plan(rendered.sale);
    return () => {
      stopped.abort();
      clearTimeout(timer);
    };
  }, [rendered.sale]);
  return sale;
};

const stateOf = async (saleId: string, signal: AbortSignal): Promise<ToldSale | null> => {
  try {
    const answer = await fetch(`${saleHref(saleId)}/state`, { signal });
    return answer.ok ? ((await answer.json()) as ToldSale) : null;
  } catch {
    return null;
  }
};

/** When to look again, in milliseconds from now; null when nothing more can change. */
const lookAgainMs = ({ state, startsAt }: Sale): number | null => {
  switch (state) {
    case 'scheduled':
      return Math.min(Math.max(Date.parse(startsAt) - serverNow(), SOON_MS), COMING_MS);
    case 'open':
      return OPEN_MS;
    case 'soldOut':
      return SOLD_OUT_MS;
    case 'ended':
    case 'stopped':
      return null;
  }
};
