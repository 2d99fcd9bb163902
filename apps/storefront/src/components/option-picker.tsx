import type { Product } from '@cartwright/contract';
import { Link } from '#components/link.tsx';
import { productHref } from '#lib/address.ts';
import type { Option } from '#lib/variants.ts';

/** Choosing a variant is following a link to its SKU: it can be shared, and needs no script. */
export const OptionPicker = ({ product, options }: { product: Product; options: readonly Option[] }) => (
  <>
    {options.map(({ name, choices }) => (
      <div key={name} className="mt-6">
        <p id={`option-${name}`} className="text-[0.9375rem]">
          <span className="text-muted">{name}: </span>
          <span className="font-medium">{choices.find(({ selected }) => selected)?.value ?? 'Choose'}</span>
        </p>
        <ul
          aria-labelledby={`option-${name}`}
          className="-m-1 mt-1.5 flex max-h-72 flex-wrap gap-2 overflow-y-auto p-1"
        >
          {choices.map(({ value, sku, selected, soldOut }) => (
            <li key={value}>
              <Link
                href={productHref(product.handle, sku)}
                scroll={false}
                replace
                rel="nofollow"
                {...(selected ? { 'aria-current': 'true' as const } : {})}
                className={`flex min-h-11 min-w-11 items-center justify-center rounded-md border px-3.5 py-1.5 text-[0.9375rem] ${
                  selected
                    ? 'border-accent bg-accent-soft font-semibold text-accent'
                    : 'border-line-strong hover:border-accent'
                } ${soldOut ? 'border-dashed text-muted line-through' : ''}`}
              >
                {value}
                {soldOut ? <span className="sr-only"> (sold out)</span> : null}
              </Link>
            </li>
          ))}
        </ul>
      </div>
    ))}
  </>
);
