import { decoded } from '#lib/address.ts';
import { engineUrl } from '#lib/engine.ts';

type Context = { params: Promise<{ path: string[] }> };

const TIMEOUT_MS = 10_000;
const PASSED_ON = ['content-type', 'content-length', 'etag', 'last-modified', 'cache-control'];

/** The engine's pictures under the shop's own address, streamed through; only pictures pass. */
export const GET = async (request: Request, { params }: Context): Promise<Response> => {
  const { path } = await params;
  const url = new URL(`/media/${path.map(safe).join('/')}`, engineUrl());
  const tag = request.headers.get('if-none-match');
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: request.method === 'HEAD' ? 'HEAD' : 'GET',
      headers: tag === null ? {} : { 'if-none-match': tag },
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  } catch {
    return new Response(null, { status: 503, headers: { 'retry-after': '5' } });
  }
  if (answer.status === 304) return new Response(null, { status: 304, headers: headersOf(answer) });
  const picture = answer.headers.get('content-type')?.startsWith('image/') === true;
  if (answer.ok && picture) return new Response(answer.body, { headers: headersOf(answer) });
  await answer.body?.cancel();
  return new Response(null, { status: answer.status >= 500 ? 503 : 404 });
};

const headersOf = (answer: Response): Headers => {
  const headers = new Headers({
    // A picture opened by itself must not run what an SVG may carry.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  for (const name of PASSED_ON) {
    const value = answer.headers.get(name);
    // The body arrives decoded: a length told of its compressed form would cut it short.
    const compressed = name === 'content-length' && answer.headers.has('content-encoding');
    if (value !== null && !compressed) headers.set(name, value);
  }
  return headers;
};

/** One segment, so that no `..` leads out of the media folder. */
const safe = (segment: string): string => {
  const plain = decoded(segment);
  return plain === '..' || plain === '.' ? '-' : encodeURIComponent(plain);
};
