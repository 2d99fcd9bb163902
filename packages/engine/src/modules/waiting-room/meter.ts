/** What the shop is measured by: how its claims and checkouts are answered, of all sales together. */
export type Meter = {
  /** Counts an answer; late is one that took longer than it should, or refused because there was too much to do. */
  count(isLate: boolean): void;
  /** A reader that gives each answer once. */
  tap(): Tap;
};
export type Tap = {
  /** Passes on what was counted since the last time that this succeeded. */
  pass<T>(use: (counted: { answers: number; late: number }) => Promise<T>): Promise<T>;
};

export const createMeter = (): Meter => {
  let answers = 0;
  let late = 0;
  return {
    count(isLate) {
      answers += 1;
      if (isLate) late += 1;
    },
    tap() {
      let passed = { answers, late };
      return {
        async pass(use) {
          const now = { answers, late };
          const result = await use({ answers: now.answers - passed.answers, late: now.late - passed.late });
          passed = now;
          return result;
        },
      };
    },
  };
};
