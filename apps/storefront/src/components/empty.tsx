import type { ReactNode } from 'react';
import { Link } from '#components/link.tsx';
import { Wheel } from '#components/wheel.tsx';

type Props = { title: string; children: ReactNode; link?: { href: string; label: string } };

/** A page with nothing on it yet: says so, and where to go. */
export const Empty = ({ title, children, link }: Props) => (
  <div className="shell grid min-h-[55vh] place-items-center py-16 text-center">
    <div className="max-w-md">
      <Wheel className="mx-auto size-14 text-accent" spokes={8} />
      <h1 className="title-1 mt-8">{title}</h1>
      <p className="mt-4 text-muted">{children}</p>
      {link === undefined ? null : (
        <p className="mt-8">
          <Link href={link.href} className="button">
            {link.label}
          </Link>
        </p>
      )}
    </div>
  </div>
);
