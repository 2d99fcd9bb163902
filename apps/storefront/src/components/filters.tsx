import type { ProductPage } from '@cartwright/contract';
import { Check, SlidersHorizontal } from 'lucide-react';
import Form from 'next/form';
import { Link } from '#components/link.tsx';
import { Kept } from '#components/sort-form.tsx';
import { activeFilters, firstOf, has, hrefOf, type Listing, toggled, withValues } from '#lib/listing.ts';
import { formatMoney, majorUnits, shopCurrency } from '#lib/money.ts';

/** Groups and values beyond these fold away: a wall of ticks helps nobody. */
const GROUPS_OPEN = 2;
const GROUPS_SHOWN = 4;
const VALUES_SHOWN = 6;

type Value = { value: string; label: string; count: number };

type Props = {
  listing: Listing;
  page: ProductPage;
  /** The categories to offer, by handle: of a deep tree a few fit the question. None on a category's page. */
  categories: ReadonlySet<string>;
};

export const Filters = ({ listing, page, categories }: Props) => {
  const { facets } = page;
  const count = activeFilters(listing).length;
  // One value divides nothing; a ticked one shows among the chosen filters.
  const attributes = Object.entries(facets.attributes).filter(([, values]) => values.length > 1);
  return (
    <details className="beside">
      <summary className="button button-quiet w-full">
        <SlidersHorizontal aria-hidden="true" className="size-4" />
        Filter{count > 0 ? ` (${count})` : ''}
      </summary>
      <div className="mt-4 lg:mt-0">
        <h2 className="sr-only">Filters</h2>
        <ul>
          <Tick
            listing={listing}
            name="inStock"
            value={{ value: 'true', label: 'In stock only', count: -1 }}
          />
        </ul>
        <Group
          title="Category"
          name="category"
          values={facets.category.filter(({ value }) => categories.has(value))}
          listing={listing}
          open
        />
        <Group title="Brand" name="brand" values={facets.brand} listing={listing} open />
        <Prices listing={listing} page={page} />
        {attributes.slice(0, GROUPS_SHOWN).map(([name, values], index) => (
          <Group
            key={name}
            title={name}
            name={`attr.${name}`}
            values={values}
            listing={listing}
            open={index < GROUPS_OPEN}
          />
        ))}
        <MoreGroups groups={attributes.slice(GROUPS_SHOWN)} listing={listing} />
      </div>
    </details>
  );
};

const MoreGroups = ({ groups, listing }: { groups: [string, Value[]][]; listing: Listing }) => {
  if (groups.length === 0) return null;
  const used = groups.some(([name, values]) =>
    values.some(({ value }) => has(listing, `attr.${name}`, value)),
  );
  return (
    <details className="fold mt-5 border-line border-t pt-4" open={used}>
      <summary className="link no-underline">More filters</summary>
      {groups.map(([name, values]) => (
        <Group key={name} title={name} name={`attr.${name}`} values={values} listing={listing} open={false} />
      ))}
    </details>
  );
};

type GroupProps = { title: string; name: string; values: Value[]; listing: Listing; open: boolean };

const Group = ({ title, name, values, listing, open }: GroupProps) => {
  const ticked = values.filter(({ value }) => has(listing, name, value));
  if (values.length < 2 && ticked.length === 0) return null;
  const first = values.slice(0, VALUES_SHOWN);
  const rest = values.slice(VALUES_SHOWN);
  return (
    <details className="fold mt-5 border-line border-t pt-4" open={open || ticked.length > 0}>
      <summary className="font-semibold first-letter:uppercase">{title}</summary>
      <ul className="mt-2">
        {first.map((value) => (
          <Tick key={value.value} listing={listing} name={name} value={value} />
        ))}
      </ul>
      {rest.length === 0 ? null : (
        <details className="fold" open={rest.some(({ value }) => has(listing, name, value))}>
          <summary className="link py-1.5 text-[0.9375rem] no-underline">{rest.length} more</summary>
          <ul className="max-h-80 overflow-y-auto">
            {rest.map((value) => (
              <Tick key={value.value} listing={listing} name={name} value={value} />
            ))}
          </ul>
        </details>
      )}
    </details>
  );
};

/** A filter value as a link that puts it in or takes it out. */
const Tick = ({ listing, name, value }: { listing: Listing; name: string; value: Value }) => {
  const ticked = has(listing, name, value.value);
  return (
    <li>
      <Link
        href={hrefOf(toggled(listing, name, value.value))}
        rel="nofollow"
        scroll={false}
        className="group/tick flex min-h-10 items-center gap-3 rounded-sm py-1 text-[0.9375rem] lg:min-h-8"
      >
        <span
          aria-hidden="true"
          className={`grid size-5 shrink-0 place-items-center rounded-sm border ${ticked ? 'border-accent bg-accent text-on-accent' : 'border-line-strong group-hover/tick:border-accent'}`}
        >
          {ticked ? <Check className="size-3.5" strokeWidth={3} /> : null}
        </span>
        <span className="min-w-0 flex-1 break-words group-hover/tick:text-accent">
          {value.label}
          {ticked ? <span className="sr-only"> (chosen; follow to remove)</span> : null}
        </span>
        {value.count < 0 ? null : <span className="text-muted text-sm tabular-nums">{value.count}</span>}
      </Link>
    </li>
  );
};

const Prices = ({ listing, page }: { listing: Listing; page: ProductPage }) => {
  const currency = page.items[0]?.price.currency ?? shopCurrency();
  return (
    <details className="fold mt-5 border-line border-t pt-4" open>
      <summary className="font-semibold">Price</summary>
      <ul className="mt-2">
        {page.facets.price
          .filter(({ count }) => count > 0)
          .map(({ from, to, count }) => {
            const min = majorUnits(from, currency);
            const max = to === null ? undefined : majorUnits(to, currency);
            const ticked = firstOf(listing, 'min') === min && firstOf(listing, 'max') === max;
            const label =
              to === null
                ? `${formatMoney({ amount: from, currency })} and more`
                : `${formatMoney({ amount: from, currency })} – ${formatMoney({ amount: to, currency })}`;
            return (
              <li key={`${from}-${to}`}>
                <Link
                  href={hrefOf(
                    withValues(listing, ticked ? { min: undefined, max: undefined } : { min, max }),
                  )}
                  rel="nofollow"
                  scroll={false}
                  {...(ticked ? { 'aria-current': 'true' as const } : {})}
                  className={`flex min-h-10 items-center justify-between gap-3 py-1 text-[0.9375rem] hover:text-accent lg:min-h-8 ${ticked ? 'font-semibold text-accent' : ''}`}
                >
                  {label}
                  <span className="text-muted text-sm tabular-nums">{count}</span>
                </Link>
              </li>
            );
          })}
      </ul>
      <Form action={listing.path} prefetch={false} scroll={false} className="mt-2 flex items-center gap-2">
        <Kept listing={listing} except={['min', 'max']} />
        <Amount
          name="min"
          label={`Lowest price in ${currency}`}
          hint="From"
          value={firstOf(listing, 'min')}
        />
        <Amount name="max" label={`Highest price in ${currency}`} hint="To" value={firstOf(listing, 'max')} />
        <button type="submit" className="button button-quiet min-h-11 px-3">
          Set
        </button>
      </Form>
    </details>
  );
};

const Amount = (props: { name: string; label: string; hint: string; value: string | undefined }) => (
  <input
    key={props.value}
    name={props.name}
    aria-label={props.label}
    placeholder={props.hint}
    defaultValue={props.value}
    inputMode="decimal"
    maxLength={12}
    autoComplete="off"
    className="field min-h-11 min-w-0 px-2.5"
  />
);
