import Form from 'next/form';
import { AutoSubmitSelect } from '#components/auto-submit-select.tsx';
import { firstOf, type Listing, SORTS } from '#lib/listing.ts';

/** Orders the list; applies itself where scripts run, by its button where they do not. */
export const SortForm = ({ listing, ownOrder }: { listing: Listing; ownOrder?: string | undefined }) => {
  const searching = firstOf(listing, 'q') !== undefined;
  const sorts = [
    ...(ownOrder === undefined ? [] : [{ value: '', label: ownOrder }]),
    ...SORTS.filter(({ value }) => searching || value !== 'relevance'),
  ];
  return (
    <Form action={listing.path} prefetch={false} scroll={false} className="flex items-center gap-3">
      <Kept listing={listing} except={['sort']} />
      <label htmlFor="sort" className="whitespace-nowrap text-[0.9375rem] text-muted">
        Sort by
      </label>
      <AutoSubmitSelect id="sort" name="sort" value={firstOf(listing, 'sort') ?? sorts[0]?.value ?? ''}>
        {sorts.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </AutoSubmitSelect>
      <noscript>
        <button type="submit" className="button button-quiet">
          Sort
        </button>
      </noscript>
    </Form>
  );
};

/** What a GET form must carry along so that it changes nothing else about the list. */
export const Kept = ({ listing, except }: { listing: Listing; except: readonly string[] }) => (
  <>
    {listing.pairs
      .filter(([name]) => name !== 'cursor' && !except.includes(name))
      .map(([name, value]) => (
        <input key={`${name}=${value}`} type="hidden" name={name} value={value} />
      ))}
  </>
);
