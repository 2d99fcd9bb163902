export type LockHolder = { pid: number } & Record<string, unknown>;

/**
 * Takes a lock by a file; `about` is kept in it (0600) for whoever finds it taken. A lock whose process is gone is
 * taken over, and `tookOver` tells so. Throws if the folder cannot be written.
 */
export declare const takeLock: (
  path: string,
  about?: Record<string, unknown>,
) => { ok: true; tookOver: boolean; release: () => void } | { ok: false; holder: LockHolder };

/** Who holds the lock now, or undefined if nobody alive does. */
export declare const lockHolder: (path: string) => LockHolder | undefined;
