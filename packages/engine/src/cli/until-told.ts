/** How a command that was interrupted ends. */
export const INTERRUPTED = 130;

// One Ctrl-C may arrive several times: from the terminal, and from npm, which passes it on.
const SAME_SIGNAL_MS = 1_000;

/** Aborted at the first Ctrl-C or SIGTERM, which `onFirst` may comment on; a second one ends the process at once. */
export const untilTold = (onFirst: () => void): AbortSignal => {
  const stopping = new AbortController();
  let firstAt: number | undefined;
  const hear = (): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      onFirst();
      stopping.abort();
    } else if (performance.now() - firstAt >= SAME_SIGNAL_MS) process.exit(INTERRUPTED);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, hear);
  return stopping.signal;
};
