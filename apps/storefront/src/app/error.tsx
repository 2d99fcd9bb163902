'use client';

import { Wheel } from '#components/wheel.tsx';

/** For faults that nobody foresaw; an engine that is away has a page of its own (components/away.tsx). */
const ErrorPage = ({ retry }: { error: unknown; retry: () => void }) => (
  <div className="shell grid min-h-[55vh] place-items-center py-16 text-center">
    <div className="max-w-md">
      <Wheel className="mx-auto size-14 text-accent" spokes={8} />
      <h1 className="title-1 mt-8">Something broke on our side</h1>
      <p className="mt-4 text-muted">It is not your doing. Your cart and your orders are as they were.</p>
      <p className="mt-8">
        <button type="button" className="button" onClick={retry}>
          Try again
        </button>
      </p>
    </div>
  </div>
);

export default ErrorPage;
