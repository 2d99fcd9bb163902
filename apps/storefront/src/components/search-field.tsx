'use client';

import { usePathname, useSearchParams } from 'next/navigation';

/** The header's search field; on a list it holds the words that the list answers. */
export const SearchField = () => {
  const pathname = usePathname();
  const words = useSearchParams().get('q') ?? '';
  const shown = pathname === '/products' ? words : '';
  return (
    <input
      key={shown}
      id="search"
      type="search"
      name="q"
      defaultValue={shown}
      maxLength={200}
      placeholder="What are you looking for?"
      autoComplete="off"
      className="field pr-12"
    />
  );
};
