/** A page of the CQRS tutorial in a browser: another origin, preflights, and the token kept from answer to answer. */

/** The tutorial's own front end is served here. */
const ORIGIN = 'http://localhost:4200';

export type Envelope<T> = {
  data: T;
  error: { message: string } | null;
  auth: string;
  isFromCache?: boolean;
};
export type Answer<T> = { status: number; headers: Headers; body: Envelope<T> };

export type TutorialPage = {
  get<T>(path: string): Promise<Answer<T>>;
  /** Without a body: what a browser sends then, an empty one that is declared as JSON. */
  post<T>(path: string, body?: unknown): Promise<Answer<T>>;
  token(): string | undefined;
};

/** Opens the page; `token` is what an earlier visit has left in the browser's session storage. */
export const openPage = (url: string, token?: string): TutorialPage => {
  let kept = token;
  const send = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer<T>> => {
    await preflight(url + path, method, kept !== undefined);
    const response = await fetch(url + path, {
      method,
      headers: {
        origin: ORIGIN,
        accept: 'application/json',
        'content-type': 'application/json',
        ...(kept === undefined ? {} : { authorization: `Bearer ${kept}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    assertAllowed(response, path);
    const envelope = (await response.json()) as Envelope<T>;
    if (envelope.auth) kept = envelope.auth;
    return { status: response.status, headers: response.headers, body: envelope };
  };
  return {
    get: (path) => send('GET', path),
    post: (path, body) => send('POST', path, body),
    token: () => kept,
  };
};

/** Asks as a browser does before it sends JSON to another origin; throws where it would not send. */
const preflight = async (url: string, method: string, withToken: boolean): Promise<void> => {
  const wanted = withToken ? ['authorization', 'content-type'] : ['content-type'];
  const response = await fetch(url, {
    method: 'OPTIONS',
    headers: {
      origin: ORIGIN,
      'access-control-request-method': method,
      'access-control-request-headers': wanted.join(','),
    },
  });
  assertAllowed(response, url);
  if (!response.ok) throw new Error(`the preflight of ${url} ended with ${response.status}`);
  const listed = (name: string) => (response.headers.get(name) ?? '').toLowerCase().split(/\s*,\s*/);
  const refused = wanted.filter((name) => !listed('access-control-allow-headers').includes(name));
  if (refused.length > 0) throw new Error(`${url} does not allow the headers ${refused}`);
  if (!listed('access-control-allow-methods').includes(method.toLowerCase()))
    throw new Error(`${url} does not allow ${method}`);
};

const assertAllowed = (response: Response, what: string): void => {
  const allowed = response.headers.get('access-control-allow-origin');
  if (allowed !== '*' && allowed !== ORIGIN)
    throw new Error(`a browser would not show ${what} to ${ORIGIN}: it is allowed to ${allowed}`);
};
