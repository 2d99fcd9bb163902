import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import Compile from 'typebox/compile';
import { LEDGER_PAGE_MAX } from '../../modules/payment/provider/test-provider-api.ts';
import type { Ledger } from './ledger.ts';
import type { ReferenceKey } from './ledger-queries.ts';
import { sendProblem } from './problems.ts';

/**
 * What an audit asks: `GET /v1/ledger` (every record, oldest first) and `GET /v1/ledger/references` (sums per
 * reference and currency; `?reference=` for one). Both take `limit` (1 to 500) and `cursor`, both answer
 * `{ items, nextCursor }`.
 */
export const registerAudit = (server: FastifyInstance, ledger: Ledger): void => {
  server.get<{ Querystring: PageQuery }>(
    '/v1/ledger',
    { schema: { querystring: PageQuery } },
    async (request, reply) => {
      const limit = limitOf(request.query);
      const afterSequence = request.query.cursor === undefined ? 0 : sequenceOf(request.query.cursor);
      if (limit === null || afterSequence === null) return sendProblem(reply, 'invalid-request');
      const rows = ledger.list({ afterSequence, limit });
      const last = rows.length === limit ? rows.at(-1) : undefined;
      return {
        items: rows.map((row) => ({ sequence: row.sequence, ...row.record })),
        nextCursor: last ? String(last.sequence) : null,
      };
    },
  );

  server.get<{ Querystring: ReferencesQuery }>(
    '/v1/ledger/references',
    { schema: { querystring: ReferencesQuery } },
    async (request, reply) => {
      const { reference, cursor } = request.query;
      if (reference !== undefined) return { items: ledger.sums({ reference }), nextCursor: null };
      const limit = limitOf(request.query);
      const after = cursor === undefined ? { reference: '', currency: '' } : referenceKeyOf(cursor);
      if (limit === null || after === null) return sendProblem(reply, 'invalid-request');
      const items = ledger.sums({ after, limit });
      const last = items.length === limit ? items.at(-1) : undefined;
      return { items, nextCursor: last ? cursorOf(last) : null };
    },
  );
};

const PageQuery = Type.Object({
  limit: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,2}$' })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 })),
});
type PageQuery = Type.Static<typeof PageQuery>;

const ReferencesQuery = Type.Object({
  ...PageQuery.properties,
  reference: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
});
type ReferencesQuery = Type.Static<typeof ReferencesQuery>;

const limitOf = ({ limit }: PageQuery): number | null => {
  const wanted = limit === undefined ? LEDGER_PAGE_MAX : Number(limit);
  return wanted <= LEDGER_PAGE_MAX ? wanted : null;
};

const sequenceOf = (cursor: string): number | null => (/^[0-9]{1,15}$/.test(cursor) ? Number(cursor) : null);

const cursorOf = ({ reference, currency }: ReferenceKey): string =>
  Buffer.from(JSON.stringify({ reference, currency })).toString('base64url');

const cursorShape = Compile(Type.Object({ reference: Type.String(), currency: Type.String() }));

const referenceKeyOf = (cursor: string): ReferenceKey | null => {
  try {
    const decoded: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return cursorShape.Check(decoded) ? decoded : null;
  } catch {
    return null;
  }
};
