import { ChevronRight } from 'lucide-react';
import { Link } from '#components/link.tsx';

export type Crumb = { title: string; href: string };

/** The way here from the home page; the last crumb is the page itself only when `current` names it. */
export const Breadcrumbs = ({ crumbs, current }: { crumbs: readonly Crumb[]; current?: string }) => (
  <nav aria-label="Breadcrumb" className="shell pt-6 text-[0.9375rem] text-muted">
    <ol className="flex flex-wrap items-center gap-x-1.5 gap-y-1">
      {[{ title: 'Home', href: '/' }, ...crumbs].map((crumb, index) => (
        <li key={crumb.href} className="flex items-center gap-x-1.5">
          {index === 0 ? null : <ChevronRight aria-hidden="true" className="size-3.5" />}
          <Link href={crumb.href} className="underline-offset-4 hover:text-ink hover:underline">
            {crumb.title}
          </Link>
        </li>
      ))}
      {current === undefined ? null : (
        <li className="flex min-w-0 items-center gap-x-1.5">
          <ChevronRight aria-hidden="true" className="size-3.5 shrink-0" />
          <span aria-current="page" className="max-w-[16rem] truncate text-ink sm:max-w-none">
            {current}
          </span>
        </li>
      )}
    </ol>
  </nav>
);
