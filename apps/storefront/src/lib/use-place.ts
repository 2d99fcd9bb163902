'use client';

import type { QueuePlace } from '@cartwright/contract';
import { useEffect, useState } from 'react';
import { saleHref } from './address.ts';

/** A place in line as it moves, told by the server; what was rendered until then. */
export const usePlace = (saleId: string, rendered: QueuePlace | null): QueuePlace | null => {
  const [heard, setHeard] = useState<QueuePlace | null>(null);
  const ticket = rendered?.ticket;
  useEffect(() => {
    if (ticket === undefined) return;
    const line = new EventSource(`${saleHref(saleId)}/line`);
    line.addEventListener('place', ({ data }) => setHeard(JSON.parse(data) as QueuePlace));
    return () => line.close();
  }, [saleId, ticket]);
  return rendered !== null && heard?.ticket === rendered.ticket ? heard : rendered;
};
