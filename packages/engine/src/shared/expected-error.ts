/** Something that a user can mend: its message says what is wrong and what to do; no stack is shown. */
export class ExpectedError extends Error {
  override name = 'ExpectedError';
}

/** A store that we need is away: nothing was done, try again later. HTTP answers 503 with `Retry-After`. */
export class Unavailable extends Error {
  override name = 'Unavailable';
  readonly retryAfterSeconds: number;
  constructor(message: string, options?: { cause?: unknown; retryAfterSeconds?: number }) {
    super(message, { cause: options?.cause });
    this.retryAfterSeconds = options?.retryAfterSeconds ?? 2;
  }
}

/** More is asked than can be done well: nothing was begun. HTTP answers 503 with `Retry-After`. */
export class Overloaded extends Error {
  override name = 'Overloaded';
}
