/** What was started and has to end: last come, first served. */
export type Stops = {
  add(stop: () => Promise<void>): void;
  /** Stops everything, once; a stop that fails does not keep the others from being stopped. */
  stop(): Promise<void>;
  readonly stopping: boolean;
};

export const createStops = (): Stops => {
  const stops: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const stopAll = async (): Promise<void> => {
    const problems: unknown[] = [];
    for (let stop = stops.pop(); stop !== undefined; stop = stops.pop())
      await stop().catch((problem: unknown) => problems.push(problem));
    if (problems.length > 0) throw new AggregateError(problems, 'Not everything could be stopped');
  };
  return {
    add(stop) {
      // What comes up while everything goes down has to go down too.
      if (stopping === undefined) stops.push(stop);
      else void stop().catch(() => {});
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
    get stopping() {
      return stopping !== undefined;
    },
  };
};
