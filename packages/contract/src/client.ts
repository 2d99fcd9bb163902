import type { Static, TObject, TSchema } from 'typebox';
import type { Endpoint } from './endpoint.ts';
import type { Problem } from './problem.ts';

type StaticOf<T> = T extends TSchema ? Static<T> : never;
type Field<E, K extends string, N extends string> = E extends { [key in K]: infer S extends TSchema }
  ? { [key in N]: StaticOf<S> }
  : { [key in N]?: undefined };
type Query<E> = E extends { query: infer S extends TObject }
  ? { query?: StaticOf<S> & Record<string, string | number | boolean | readonly string[] | undefined> }
  : { query?: undefined };

export type CallInput<E extends Endpoint> = Field<E, 'params', 'params'> &
  Query<E> &
  Field<E, 'body', 'body'> & {
    headers?: Record<string, string>;
    signal?: AbortSignal;
  };
export type CallBody<E extends Endpoint> = StaticOf<E['answers'][keyof E['answers']]>;
export type Answer<E extends Endpoint> = { status: number; headers: Headers; body: CallBody<E> };

/** A refusal of the API; `problem` is its RFC 9457 body. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly problem: Problem;
  readonly headers: Headers;
  constructor(problem: Problem, status: number, headers: Headers) {
    super(`${status} ${problem.code}: ${problem.detail}`);
    this.name = 'ApiProblem';
    this.problem = problem;
    this.status = status;
    this.headers = headers;
  }
}

/** The API could not be reached, answered late, or answered with something that is not its own. */
export class ApiUnreachable extends Error {
  override name = 'ApiUnreachable';
}

export type ClientOptions = {
  /** For example `http://localhost:4000`. */
  baseUrl: string;
  /** A session token, staff token or API key; read anew at every call. */
  token?: () => string | undefined;
  /** The `Cartwright-Lsn` of an answer that the caller has seen: no answer is older. Read anew at every call. */
  seen?: () => string | undefined;
  /** Bound on one call, in milliseconds. */
  timeoutMs?: number;
  fetch?: typeof fetch;
};

/** Longer than the longest wait that a checkout may ask for (30 s). */
const TIMEOUT_MS_DEFAULT = 35_000;

export type Client = { call<E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<Answer<E>> };

/**
 * A typed client of the HTTP API.
 *
 * Throws `ApiProblem` for an answer outside 2xx and `ApiUnreachable` when there was none in time; it never
 * retries: whether a repeat is safe is the caller's knowledge (send an `Idempotency-Key`, then it is).
 */
export const createClient = (options: ClientOptions): Client => ({
  async call<E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<Answer<E>> {
    const url = new URL(pathOf(endpoint.path, input?.params), options.baseUrl);
    for (const [name, value] of Object.entries(input?.query ?? {})) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== undefined) url.searchParams.append(name, String(one));
      }
    }
    const headers = new Headers(input?.headers);
    const token = options.token?.();
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
    const seen = options.seen?.();
    if (seen !== undefined) headers.set('cartwright-min-lsn', seen);
    if (input?.body !== undefined) headers.set('content-type', 'application/json');
    const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS_DEFAULT);
    const signal = input?.signal === undefined ? timeout : AbortSignal.any([timeout, input.signal]);
    const response = await reach(options.fetch ?? fetch, url, {
      method: endpoint.method,
      headers,
      signal,
      redirect: 'error',
      cache: 'no-store',
      ...(input?.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    if (!response.ok) throw new ApiProblem(await problemOf(response), response.status, response.headers);
    const body = response.status === 204 ? null : await response.json().catch(notWhole(url));
    return { status: response.status, headers: response.headers, body: body as CallBody<E> };
  },
});

const pathOf = (template: string, params: unknown): string =>
  template.replace(/:(\w+)/g, (_, name: string) => {
    const value = (params as Record<string, unknown> | undefined)?.[name];
    if (value === undefined) throw new TypeError(`The path ${template} needs the parameter ${name}`);
    return encodeURIComponent(String(value));
  });

const reach = async (fetch_: typeof fetch, url: URL, init: RequestInit): Promise<Response> => {
  try {
    return await fetch_(url, init);
  } catch (cause) {
    throw new ApiUnreachable(`No answer from ${url.origin}`, { cause });
  }
};

/** The line broke amid the body, or the body is not JSON. */
const notWhole =
  (url: URL) =>
  (cause: unknown): never => {
    throw new ApiUnreachable(`No whole answer from ${url.origin}`, { cause });
  };

const problemOf = async (response: Response): Promise<Problem> => {
  try {
    const body: unknown = await response.json();
    if (typeof body === 'object' && body !== null && 'code' in body) return body as Problem;
  } catch {
    // Not JSON: a proxy answered. Told below like any other answer that is not the API's.
  }
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: response.status >= 500 ? 'unavailable' : 'invalid-request',
    detail: 'The answer did not come from the shop itself',
  };
};
