import { RefreshWhile } from '#components/refresh-while.tsx';
import { Wheel } from '#components/wheel.tsx';

/** What stands in a page's place while the engine cannot be reached. */
export const Away = ({ retryAfterSeconds = 10 }: { retryAfterSeconds?: number }) => (
  <div className="shell grid min-h-[55vh] place-items-center py-16 text-center">
    <meta name="robots" content="noindex" />
    <RefreshWhile everySeconds={Math.max(retryAfterSeconds, 3)} />
    <div className="max-w-md">
      <Wheel
        className="mx-auto size-14 text-accent motion-safe:animate-[spin_9s_linear_infinite]"
        spokes={8}
      />
      <h1 className="title-1 mt-8">Back in a moment</h1>
      <p className="mt-4 text-muted">
        The shop is catching its breath. Your cart and your orders are safe. This page tries again by itself.
      </p>
    </div>
  </div>
);
