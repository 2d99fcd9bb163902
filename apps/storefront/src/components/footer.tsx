import { Link } from '#components/link.tsx';

export const Footer = () => (
  <footer className="mt-24 border-line border-t">
    <div className="shell flex flex-wrap items-baseline justify-between gap-x-12 gap-y-5 py-10 text-[0.9375rem] text-muted">
      <p className="max-w-md">
        What you see in stock is in stock. Payments here go to a test provider: no real card is ever charged.
      </p>
      <nav aria-label="Footer">
        <ul className="flex flex-wrap gap-x-7 gap-y-2">
          {LINKS.map(([href, label]) => (
            <li key={href}>
              <Link href={href} className="underline-offset-4 hover:text-ink hover:underline">
                {label}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  </footer>
);

const LINKS = [
  ['/products', 'Everything'],
  ['/orders', 'Your orders'],
  ['/account', 'Your account'],
  ['/cart', 'Your cart'],
] as const;
