import { TEST_CARDS } from '#lib/test-cards.ts';

/** Says plainly that no money moves here, and lets the shopper choose how the test provider behaves. */
export const TestCards = ({ chosen }: { chosen: string }) => (
  <fieldset>
    <legend className="title-2 font-semibold">Payment</legend>
    <p className="mt-2 max-w-prose text-[0.9375rem] text-muted">
      This shop pays through a <strong className="font-semibold text-ink">test provider</strong>: no real card
      is asked for and no money moves. Choose how the bank should behave.
    </p>
    <ul key={chosen} className="mt-4 grid gap-2 sm:grid-cols-2">
      {TEST_CARDS.map(({ token, title, detail }) => (
        <li key={token} className="first:sm:col-span-2">
          <label className="flex h-full cursor-pointer gap-3 rounded-md border border-line px-4 py-3 hover:border-line-strong has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:outline-offset-2">
            <input
              type="radio"
              name="token"
              value={token}
              defaultChecked={token === chosen}
              required
              className="mt-1 size-4 shrink-0 accent-accent"
            />
            <span className="min-w-0">
              <span className="block font-medium leading-snug">{title}</span>
              <span className="block text-muted text-sm">{detail}</span>
            </span>
          </label>
        </li>
      ))}
    </ul>
  </fieldset>
);
