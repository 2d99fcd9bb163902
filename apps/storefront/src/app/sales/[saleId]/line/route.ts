import { decoded } from '#lib/address.ts';
import { engineUrl } from '#lib/engine.ts';
import { readTicket } from '#lib/line.ts';
import { readToken } from '#lib/session.ts';

type Context = { params: Promise<{ saleId: string }> };

/** The shopper's place in line as server-sent events, passed on from the engine for as long as she looks. */
export const GET = async (request: Request, { params }: Context): Promise<Response> => {
  const saleId = decoded((await params).saleId);
  const [token, ticket] = await Promise.all([readToken(), readTicket(saleId)]);
  if (token === undefined || ticket === undefined) return new Response(null, { status: 404 });
  const path = `/v1/sales/${encodeURIComponent(saleId)}/queue/${encodeURIComponent(ticket)}/stream`;
  try {
    const answer = await fetch(new URL(path, engineUrl()), {
      headers: { authorization: `Bearer ${token}` },
      signal: request.signal,
      cache: 'no-store',
    });
    if (!answer.ok) return new Response(null, { status: answer.status });
    return new Response(answer.body, {
      headers: {
        'content-type': 'text/event-stream; charset=utf-8',
        // Packed, it would be held back until there is enough of it.
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      },
    });
  } catch {
    return new Response(null, { status: 503, headers: { 'retry-after': '5' } });
  }
};
