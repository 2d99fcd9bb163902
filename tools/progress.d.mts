/** A mistake of the surroundings that a user can mend: its message says how, and no stack is shown. */
export declare class Mendable extends Error {}

/**
 * Runs a program quietly and says every ten seconds that it still runs. Ctrl-C and SIGTERM end it and throw. A
 * program that a killed run left behind is known by the file `note` and ended first.
 */
export declare const runWithProgress: (options: {
  label: string;
  /** Completes “still …”. */
  doing: string;
  program: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string | undefined>;
  log: (line: string) => void;
  note?: string;
}) => Promise<{ code: number; output: string; seconds: number }>;
