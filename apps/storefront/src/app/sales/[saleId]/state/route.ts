import { decoded } from '#lib/address.ts';
import { ifAnswered } from '#lib/page.tsx';
import { saleNow } from '#lib/sales.ts';

type Context = { params: Promise<{ saleId: string }> };

/** How a sale stands, for the page that shows it and keeps looking; 503 while the engine cannot say. */
export const GET = async (_request: Request, { params }: Context): Promise<Response> => {
  const told = await ifAnswered(saleNow(decoded((await params).saleId)), 'unknown' as const);
  if (told === 'unknown') return new Response(null, { status: 503, headers: { 'retry-after': '5' } });
  if (told === null) return new Response(null, { status: 404 });
  return Response.json(told, { headers: { 'cache-control': 'no-store' } });
};
