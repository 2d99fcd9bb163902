import { permanentRedirect } from 'next/navigation';
import type { SearchParams } from './listing.ts';

/**
 * Leads to where something lives now when the address names it by an earlier handle or its id; what the address
 * asks for stays.
 */
export const leadOn = (moved: { from: string; to: string; href: string }, search: SearchParams): void => {
  if (moved.from === moved.to) return;
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    [value ?? []].flat().map((one) => [name, one]),
  );
  const query = new URLSearchParams(pairs).toString();
  permanentRedirect(query === '' ? moved.href : `${moved.href}?${query}`);
};
