type Options = { seconds: number; entriesMax: number };
type Entry<T> = { answer: Promise<T>; until: number };

/**
 * What every visitor is shown alike, remembered in this process for some seconds, so that a crowd on the home page
 * is one question to the engine. A failure is not remembered. Nothing of one shopper, and no stock, belongs here.
 */
export const kept = <T>({ seconds, entriesMax }: Options, load: (name: string) => Promise<T>) => {
  const entries = new Map<string, Entry<T>>();
  return (name = ''): Promise<T> => {
    const known = entries.get(name);
    if (known !== undefined && known.until > Date.now()) return known.answer;
    const answer = load(name);
    entries.delete(name);
    entries.set(name, { answer, until: Date.now() + seconds * 1_000 });
    const oldest = entries.keys().next();
    if (entries.size > entriesMax && !oldest.done) entries.delete(oldest.value);
    answer.catch(() => {
      if (entries.get(name)?.answer === answer) entries.delete(name);
    });
    return answer;
  };
};
