import { request } from 'node:http';
import { ApiProblem, admin, type ImportRun } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';

const engine = await openEngine({ importLimitBytes: 300_000 });
const staff = engine.as(engine.staffKey);

const row = (index: number) => `http-${index},Product ${index},1.50,"${'x'.repeat(200)}"\n`;
const csv = (count: number) =>
  `Handle,Title,Variant Price,Body (HTML)\n${Array.from({ length: count }, (_, index) => row(index)).join('')}`;

const send = (body: string, contentType = 'text/csv', key = engine.staffKey) =>
  fetch(`${engine.url}/v1/admin/imports?format=shopify-csv`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      ...(contentType === '' ? {} : { 'content-type': contentType }),
    },
    // Bytes, to which fetch adds no content type of its own.
    body: Buffer.from(body),
  });

const ended = (importId: string): Promise<ImportRun> =>
  until(
    async () => {
      const { body } = await staff.call(admin.getImport, { params: { importId } });
      return body.status !== 'running' && body;
    },
    { deadlineMs: 10_000, what: 'the end of the import' },
  );

describe('an import over HTTP', () => {
  it.each(['text/csv', 'application/json', 'application/octet-stream', ''])(
    'takes a file as the body, of type “%s”',
    async (type) => {
      const answer = await send(csv(40), type);
      expect(answer.status).toBe(202);
      const { importId } = (await answer.json()) as { importId: string };
      expect(await ended(importId)).toMatchObject({
        format: 'shopify-csv',
        status: 'completed',
        read: 40,
        rejected: 0,
      });
    },
  );

  it('of an empty body fails with a reason', async () => {
    const { importId } = (await (await send('')).json()) as { importId: string };
    expect(await ended(importId)).toMatchObject({ status: 'failed', error: 'the file is empty' });
  });

  it('that breaks off keeps what came whole, and fails', async () => {
    const upload = request(`${engine.url}/v1/admin/imports?format=shopify-csv`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${engine.staffKey}`,
        'content-type': 'text/csv',
        'transfer-encoding': 'chunked',
      },
    });
    upload.on('error', () => {});
    const content = csv(600).replaceAll('http-', 'halfway-');
    upload.write(content.slice(0, content.indexOf('halfway-300')));
    await until(
      async () =>
        (await engine.database.query("SELECT FROM catalog.product WHERE handle = 'halfway-100'")).rowCount,
      { deadlineMs: 10_000, what: 'the first products, before the file is whole' },
    );
    upload.destroy();
    const { rows } = await until(
      async () => {
        const found = await engine.database.query<ImportRun>(
          "SELECT status, error, created FROM catalog.import_run WHERE error LIKE '%broke off%'",
        );
        return found.rows.length > 0 && found;
      },
      { deadlineMs: 10_000, what: 'the failed run' },
    );
    expect(rows).toMatchObject([
      { status: 'failed', error: expect.stringContaining('the upload broke off after') },
    ]);
    expect(rows[0]?.created).toBeGreaterThan(290);
    const { rowCount } = await engine.database.query(
      "SELECT FROM catalog.product WHERE handle = 'halfway-300'",
    );
    expect(rowCount).toBe(0);
  });

  it('larger than allowed is refused, whether it says so or not', async () => {
    const large = csv(2_000);
    expect((await send(large)).status).toBe(413);
    const answer = await fetch(`${engine.url}/v1/admin/imports?format=shopify-csv`, {
      method: 'POST',
      headers: { authorization: `Bearer ${engine.staffKey}`, 'content-type': 'text/csv' },
      body: new Blob([large]).stream(),
      duplex: 'half',
    } as RequestInit).then(
      ({ status }) => status,
      // The server ends the connection, and the client may see that before the answer.
      () => 413,
    );
    expect(answer).toBe(413);
  });

  it('needs staff, and a format that we know', async () => {
    expect((await send(csv(1), 'text/csv', 'nobody')).status).toBe(401);
    const answer = await fetch(`${engine.url}/v1/admin/imports?format=xml`, {
      method: 'POST',
      headers: { authorization: `Bearer ${engine.staffKey}` },
    });
    expect(answer.status).toBe(400);
    for (const importId of ['nonsense', '0190a1b2-0000-7000-8000-000000000000']) {
      const missing = staff.call(admin.getImport, { params: { importId } });
      await expect(missing).rejects.toBeInstanceOf(ApiProblem);
      await expect(missing).rejects.toMatchObject({ status: 404 });
    }
  });
});

describe('the staff’s list of products', () => {
  it('is filtered and comes page by page', async () => {
    const first = await staff.call(admin.listProducts, { query: { q: 'product', limit: 3 } });
    expect(first.body.items).toHaveLength(3);
    const second = await staff.call(admin.listProducts, {
      query: { q: 'product', limit: 3, cursor: first.body.nextCursor ?? '' },
    });
    const ids = [...first.body.items, ...second.body.items].map(({ productId }) => productId);
    expect(new Set(ids).size).toBe(6);
  });

  it('refuses more attribute filters than one list can have', async () => {
    const query = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`attr.a${index}`, 'x']));
    await expect(staff.call(admin.listProducts, { query })).rejects.toMatchObject({ status: 400 });
  });
});
