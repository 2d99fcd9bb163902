/** What is not as it should be: the first ones in words, all of them counted. */
export type Findings = {
  add(text: string): void;
  readonly total: number;
  readonly listed: readonly string[];
};

const LISTED_MAX = 50;

export const noFindings = (): Findings => {
  const listed: string[] = [];
  let total = 0;
  return {
    add(text) {
      total += 1;
      if (listed.length < LISTED_MAX) listed.push(text);
    },
    get total() {
      return total;
    },
    listed,
  };
};
