import { type QueuePlace, store } from '@cartwright/contract';
import type { TestEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import type { guest } from '../http/shop.ts';
import { openSale, type SaleOver } from '../sale/sale.ts';

type Shopper = Pick<Awaited<ReturnType<typeof guest>>, 'client'>;

/** A sale with a waiting room that is open now, unless `over` says otherwise. */
export const openRoom = (engine: TestEngine, over: SaleOver = {}) =>
  openSale(engine, { waitingRoom: true, ...over });

export const join = async (who: Shopper, saleId: string): Promise<QueuePlace> =>
  (await who.client.call(store.joinQueue, { params: { saleId } })).body;

export const look = async (who: Shopper, saleId: string, ticket: string): Promise<QueuePlace> =>
  (await who.client.call(store.getQueuePlace, { params: { saleId, ticket } })).body;

/** Takes a place and waits until it is in a state. */
export const untilState = async (
  who: Shopper,
  saleId: string,
  state: QueuePlace['state'] = 'admitted',
): Promise<QueuePlace> => {
  const { ticket } = await join(who, saleId);
  return until(
    async () => {
      const place = await look(who, saleId, ticket);
      return place.state === state && place;
    },
    { deadlineMs: 10_000, what: `the place to be ${state}` },
  );
};

/** Reads a place's stream until `enough` says so; ends it then. Returns what was told. */
export const readStream = async (
  engine: TestEngine,
  who: { token: string },
  of: { saleId: string; ticket: string },
  enough: (told: QueuePlace[]) => boolean,
): Promise<QueuePlace[]> => {
  const ending = new AbortController();
  const response = await fetch(`${engine.url}/v1/sales/${of.saleId}/queue/${of.ticket}/stream`, {
    headers: { authorization: `Bearer ${who.token}` },
    signal: AbortSignal.any([ending.signal, AbortSignal.timeout(20_000)]),
  });
  if (!response.ok || response.body === null) throw new Error(`the stream answered ${response.status}`);
  const told: QueuePlace[] = [];
  let text = '';
  for await (const bytes of response.body.pipeThrough(new TextDecoderStream())) {
    text += bytes;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1];
      if (data !== undefined) told.push(JSON.parse(data) as QueuePlace);
    }
    if (enough(told)) break;
  }
  ending.abort();
  return told;
};
