import NextLink from 'next/link';
import type { ComponentProps } from 'react';

/**
 * A link that is fetched when it is followed, not before: a list of 24 products would otherwise ask the
 * engine 24 times for pages nobody opens.
 */
export const Link = (props: Omit<ComponentProps<typeof NextLink>, 'prefetch'>) => (
  <NextLink {...props} prefetch={false} />
);
