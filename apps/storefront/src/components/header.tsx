import { Package, Search, ShoppingBag, User } from 'lucide-react';
import Form from 'next/form';
import type { ReactNode } from 'react';
import { Link } from '#components/link.tsx';
import { SearchField } from '#components/search-field.tsx';
import { Wheel } from '#components/wheel.tsx';
import { categoryHref } from '#lib/address.ts';
import { categoryTree } from '#lib/catalogue.ts';
import { ifReachable } from '#lib/page.tsx';
import { sections } from '#lib/sections.ts';
import { currentCart, currentCustomer } from '#lib/shopper.ts';
import { countOf } from '#lib/words.ts';

/** One line of them, which scrolls where it is too long; the home page has them all. */
const CATEGORIES_MAX = 14;

export const Header = async () => {
  const [categories, has, cart, customer] = await Promise.all([
    ifReachable(categoryTree(), []),
    sections(),
    ifReachable(currentCart(), null),
    ifReachable(currentCustomer(), null),
  ]);
  const units = cart === null ? 0 : cart.lines.reduce((sum, line) => sum + line.quantity, 0);
  return (
    <header className="border-line border-b">
      <div className="shell flex flex-wrap items-center gap-x-6 gap-y-3 py-4 md:gap-x-10 md:py-5">
        <Link
          href="/"
          className="flex items-center gap-2.5 rounded-sm font-semibold text-[1.1875rem] tracking-tight"
        >
          <Wheel className="size-7 text-accent" spokes={8} />
          Cartwright
        </Link>
        <Form
          action="/products"
          prefetch={false}
          role="search"
          className="relative order-last w-full md:order-none md:w-auto md:max-w-xl md:flex-1"
        >
          <label htmlFor="search" className="sr-only">
            Search the shop
          </label>
          <SearchField />
          <button
            type="submit"
            className="absolute inset-y-0 right-0 grid w-12 place-items-center rounded-md text-muted hover:text-accent"
          >
            <Search aria-hidden="true" className="size-5" />
            <span className="sr-only">Search</span>
          </button>
        </Form>
        <nav aria-label="Your account" className="-mr-2.5 ml-auto flex items-center gap-0.5 md:gap-2">
          <Tool
            href={customer === null ? '/sign-in' : '/account'}
            label={customer === null ? 'Sign in' : 'Account'}
          >
            <User aria-hidden="true" className="size-[1.375rem]" />
          </Tool>
          <Tool href="/orders" label="Orders">
            <Package aria-hidden="true" className="size-[1.375rem]" />
          </Tool>
          <Tool href="/cart" label="Cart" more={units === 0 ? ', empty' : `, ${countOf(units, 'item')}`}>
            <span className="relative">
              <ShoppingBag aria-hidden="true" className="size-[1.375rem]" />
              {units === 0 ? null : (
                <span
                  aria-hidden="true"
                  className="absolute -top-2 -right-2.5 grid h-5 min-w-5 place-items-center rounded-full bg-accent px-1 font-semibold text-[0.6875rem] text-on-accent tabular-nums leading-none"
                >
                  {units > 99 ? '99+' : units}
                </span>
              )}
            </span>
          </Tool>
        </nav>
      </div>
      {categories.length === 0 ? null : (
        <nav aria-label="Categories" className="shell">
          <ul className="-mx-2 flex gap-x-1 overflow-x-auto pb-2 [scrollbar-width:none]">
            <Shelf href="/products">Everything</Shelf>
            {has.sales ? (
              <Shelf href="/sales" strong>
                Sales
              </Shelf>
            ) : null}
            {has.collections ? <Shelf href="/collections">Collections</Shelf> : null}
            {categories.slice(0, CATEGORIES_MAX).map((category) => (
              <Shelf key={category.categoryId} href={categoryHref(category.handle)}>
                {category.title}
              </Shelf>
            ))}
          </ul>
        </nav>
      )}
    </header>
  );
};

type ToolProps = { href: string; label: string; more?: string; children: ReactNode };

const Tool = ({ href, label, more = '', children }: ToolProps) => (
  <Link
    href={href}
    className="flex min-h-11 min-w-11 items-center justify-center gap-3 rounded-md px-2.5 hover:text-accent"
  >
    {children}
    <span className="sr-only text-[0.9375rem] lg:not-sr-only">
      {label}
      {more === '' ? null : <span className="sr-only">{more}</span>}
    </span>
  </Link>
);

type ShelfProps = { href: string; strong?: boolean; children: ReactNode };

const Shelf = ({ href, strong = false, children }: ShelfProps) => (
  <li className="shrink-0">
    <Link
      href={href}
      className={`block rounded-md px-2 py-2 text-[0.9375rem] underline-offset-8 hover:underline ${strong ? 'font-semibold text-accent' : 'text-muted hover:text-ink'}`}
    >
      {children}
    </Link>
  </li>
);
