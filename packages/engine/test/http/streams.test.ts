import { admin } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { guest, sell } from './shop.ts';

const engine = await openEngine();

/** Follows a stream and gathers its events until the test is done with it. */
const follow = async (path: string, token?: string) => {
  const abort = new AbortController();
  const answer = await fetch(`${engine.url}${path}`, {
    signal: abort.signal,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });
  const events: { id: string; event: string; data: Record<string, unknown> }[] = [];
  const reading = (async () => {
    let text = '';
    for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += part;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const lines = Object.fromEntries(
          text
            .slice(0, end)
            .split('\n')
            .map((line) => line.split(/: (.*)/s).slice(0, 2)),
        );
        text = text.slice(end + 2);
        if (lines.data !== undefined)
          events.push({ id: lines.id, event: lines.event, data: JSON.parse(lines.data) });
      }
    }
  })();
  reading.catch(() => {});
  return { answer, events, close: () => abort.abort() };
};

describe('GET /v1/stock/stream', () => {
  it('tells the present number first, then every move', async () => {
    const { sku } = await sell(engine, { onHand: 7 });
    const stream = await follow(`/v1/stock/stream?sku=${sku}&sku=unknown`);
    expect(stream.answer.headers.get('content-type')).toContain('text/event-stream');
    await until(() => stream.events.length >= 2, { deadlineMs: 5_000, what: 'the present numbers' });
    expect(stream.events.map(({ data }) => data)).toEqual([
      { sku, availableToSell: 7 },
      { sku: 'unknown', availableToSell: 0 },
    ]);
    await engine.as(engine.staffKey).call(admin.putStock, { params: { sku }, body: { onHand: 3 } });
    await until(() => stream.events.length >= 3, { deadlineMs: 5_000, what: 'the move' });
    expect(stream.events[2]).toMatchObject({ event: 'stock', data: { sku, availableToSell: 3 } });
    stream.close();
  });
});

describe('GET /v1/orders/{orderId}/stream', () => {
  it('follows an order to its confirmation, for its owner alone', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const { body } = await ada.checkout((await ada.cartWith(sku)).cartId, {
      token: 'tok_slow',
      prefer: 'respond-async',
    });
    const path = `/v1/orders/${body.orderId}/stream`;
    expect((await fetch(`${engine.url}${path}`)).status).toBe(404);
    const stream = await follow(path, ada.token);
    await until(() => stream.events.at(-1)?.data.status === 'confirmed', {
      deadlineMs: 10_000,
      what: 'confirmation',
    });
    expect(stream.events[0]).toMatchObject({ event: 'order', data: { orderId: body.orderId } });
    stream.close();
  });
});

describe('an engine that stops', () => {
  it('ends its streams instead of waiting for those who watch', async () => {
    const other = await openEngine();
    const answer = await fetch(`${other.url}/v1/stock/stream?sku=a`);
    const ended = (async () => {
      for await (const _ of answer.body ?? []);
      return true;
    })();
    await other.stop();
    expect(await ended).toBe(true);
  });
});
