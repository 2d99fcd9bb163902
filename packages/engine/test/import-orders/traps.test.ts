import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { completed, importing } from './importing.ts';
import { TRAP_LINES, TRAP_LOG, TRAPS_LEFT_OUT } from './traps.ts';

const { database } = await openTestDatabase();
// A few bytes at a time, so that every row is cut somewhere.
const { run, report, leftOut } = completed(
  await importing(database)(TRAP_LOG, { onHand: 7, chunkBytes: 97 }),
);

type Found = Record<string, unknown>;
const select = async (sql: string): Promise<Found[]> => (await database.query<Found>(sql)).rows;

const orders = new Map(
  (
    await select(`
      SELECT imported.reference, placed.status, placed.email, account.email AS account, subtotal::int, shipping_total::int,
             total::int, currency, to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS placed,
             shipping_address AS address, discount_total::int + tax_total::int AS more, pay_until,
             (SELECT jsonb_agg(jsonb_build_array(sku, title, quantity, unit_price) ORDER BY position)
              FROM orders.line WHERE line.order_id = placed.order_id) AS lines,
             (SELECT jsonb_agg(jsonb_build_array(status, amount, token, provider)) FROM payment.attempt
              WHERE attempt.order_id = placed.order_id) AS payments,
             (SELECT jsonb_agg(jsonb_build_array(kind, amount, status, reason) ORDER BY reversal.created_at, reason)
              FROM payment.reversal WHERE reversal.order_id = placed.order_id) AS refunds,
             (SELECT jsonb_agg(event ORDER BY version) FROM orders.event WHERE event.order_id = placed.order_id) AS events
      FROM orders.placed_order AS placed JOIN orders.imported USING (order_id)
      LEFT JOIN customer.account USING (customer_id)
      WHERE imported.reference NOT LIKE 'C%'`)
  ).map((order) => [order.reference, order]),
);
const order = (reference: string): Found => orders.get(reference) ?? {};

describe('a log with every trap in it', () => {
  it('leaves out just what has to stay out, each line by its rule', () => {
    expect(leftOut.map(({ line, fate }) => ({ line, rule: fate }))).toEqual(TRAPS_LEFT_OUT);
    for (const { fate, reason } of leftOut) expect(reason.startsWith(`${fate}: `)).toBe(true);
    expect(run).toMatchObject({
      status: 'completed',
      read: TRAP_LINES,
      created: 10,
      rejected: TRAPS_LEFT_OUT.length,
    });
    expect(run.rejections.map(({ line }) => line)).toEqual(TRAPS_LEFT_OUT.map(({ line }) => line));
  });

  it('makes an order of each invoice that sells something', () => {
    expect([...orders.keys()].toSorted()).toEqual([
      '1001',
      '1002',
      '1003',
      '1004',
      '1005',
      '1006',
      '1009',
      '1010',
      '1017',
      '1029',
    ]);
    expect(order('1001')).toMatchObject({
      status: 'fulfilled',
      email: 'customer-17850@imported.invalid',
      account: 'customer-17850@imported.invalid',
      currency: 'GBP',
      subtotal: 2_040,
      shipping_total: 1_800,
      total: 3_840,
      more: 0,
      pay_until: null,
      placed: '2010-12-01 08:26:00',
      lines: [
        ['85123A', 'White Hanging Heart T-Light Holder', 6, 255],
        ['85123A', 'White Hanging Heart T-Light Holder', 2, 255],
      ],
      payments: [['captured', 3_840, '', 'imported']],
      events: ['imported', 'imported'],
    });
    expect(order('1009')).toMatchObject({ subtotal: 16_500, shipping_total: 0, total: 16_500 });
  });

  it('adds charges for carrying up to the shipping, and takes 17850.0 for 17850', () => {
    expect(order('1002')).toMatchObject({
      account: 'customer-17850@imported.invalid',
      subtotal: 2_950,
      shipping_total: 5_450,
      total: 8_400,
      lines: [['85123A', 'Cream Hanging Heart T-Light Holder', 10, 295]],
    });
  });

  it('puts an invoice together that comes back later, and dates it by its earliest line', () => {
    expect(order('1010')).toMatchObject({
      total: 570,
      lines: [
        ['21171', 'Bathroom Metal Sign', 1, 145],
        ['22139', 'Retrospot Tea Set Ceramic 11 PC', 1, 425],
      ],
    });
    expect(order('1017')).toMatchObject({ total: 995, placed: '2010-12-04 10:00:00' });
  });

  it('gives orders of nobody to nobody', () => {
    expect(order('1004')).toMatchObject({ account: null, email: 'unnamed@imported.invalid', total: 495 });
    expect(order('1004').address).toMatchObject({ name: 'Unnamed customer' });
  });

  it('knows countries by their code, and keeps what the log calls them', () => {
    const told = ['1001', '1003', '1004', '1005', '1006', '1029'].map(
      (reference) => order(reference).address,
    );
    expect(told).toMatchObject([
      { name: 'Customer 17850', country: 'GB', region: 'United Kingdom' },
      { country: 'IE', region: 'EIRE' },
      { country: 'ZA', region: 'RSA' },
      { country: 'ZZ', region: 'Channel Islands' },
      { country: 'ZZ', region: 'Unspecified' },
      { country: 'FR', region: 'France' },
    ]);
  });

  it('takes cancellations back from the newest order with that price, over several if need be', () => {
    const refunded = (reference: string, reason: string, amount: number) =>
      expect(order(reference).refunds, reference).toContainEqual([
        'refund',
        amount,
        'done',
        `cancellation ${reason}`,
      ]);
    refunded('1002', 'C1014', 885);
    refunded('1001', 'C1015', 1_020);
    refunded('1017', 'C1016', 850);
    refunded('1003', 'C1016', 850);
    refunded('1006', 'C1018', 1_740);
    refunded('1002', 'C1019', 1_800);
    refunded('1009', 'C1025', 6_600);
    refunded('1029', 'C1028', 495);
    expect([...orders.values()].flatMap(({ refunds }) => refunds ?? [])).toHaveLength(8);
  });

  it('writes down which goods came back', async () => {
    expect(
      await select(`
        SELECT goods_return.reason, imported.reference, position, quantity, shipping_amount::int AS shipping
        FROM orders.goods_return JOIN orders.imported USING (order_id)
        LEFT JOIN orders.returned_line USING (return_id)
        WHERE imported.reference NOT LIKE 'C%' ORDER BY 1, 2`),
    ).toEqual([
      { reason: 'cancellation C1014', reference: '1002', position: 1, quantity: 3, shipping: 0 },
      { reason: 'cancellation C1015', reference: '1001', position: 1, quantity: 4, shipping: 0 },
      { reason: 'cancellation C1016', reference: '1003', position: 1, quantity: 2, shipping: 0 },
      { reason: 'cancellation C1016', reference: '1017', position: 1, quantity: 2, shipping: 0 },
      { reason: 'cancellation C1018', reference: '1006', position: 1, quantity: 12, shipping: 0 },
      { reason: 'cancellation C1019', reference: '1002', position: null, quantity: null, shipping: 1_800 },
      { reason: 'cancellation C1025', reference: '1009', position: 1, quantity: 40, shipping: 0 },
      { reason: 'cancellation C1028', reference: '1029', position: 1, quantity: 3, shipping: 0 },
    ]);
  });

  it('calls an order refunded when all its money went back, returned when all its goods did', () => {
    const ended = [...orders.values()].filter(({ status }) => status !== 'fulfilled');
    expect(ended.map(({ reference, status }) => [reference, status]).toSorted()).toEqual([
      ['1006', 'refunded'],
      ['1029', 'returned'],
    ]);
  });

  it('makes the products: the name most lines give, the last price, a category from the name', async () => {
    expect(
      await select(`
        SELECT sku, product.title, category.titles, price.amount::int, price.currency, on_hand, product.status
        FROM catalog.variant JOIN catalog.product USING (product_id) JOIN catalog.price USING (sku)
        JOIN catalog.category USING (category_id) JOIN inventory.stock USING (sku) ORDER BY sku`),
    ).toEqual(
      [
        ['21171', 'Bathroom Metal Sign', ['Home', 'Frames and mirrors'], 145],
        ['22139', 'Retrospot Tea Set Ceramic 11 PC', ['Kitchen', 'Tea and coffee'], 465],
        ['85099B', 'Jumbo Bag Red Retrospot', ['Bags and travel', 'Bags'], 165],
        ['85123A', 'White Hanging Heart T-Light Holder', ['Home', 'Candles and lights'], 295],
      ].map(([sku, title, titles, amount]) => ({
        sku,
        title,
        titles,
        amount,
        currency: 'GBP',
        on_hand: 7,
        status: 'active',
      })),
    );
  });

  it('reports what it did', () => {
    expect(report).toMatchObject({
      currency: 'GBP',
      products: { created: 4 },
      customers: { created: 7 },
      orders: { created: 10, present: 0 },
      returns: { created: 8 },
      accepted: {
        goods: { lines: 13, amount: 27_525 },
        shipping: { lines: 4, amount: 9_050 },
        goodsBack: { lines: 6, amount: -12_440 },
        shippingBack: { lines: 1, amount: -1_800 },
        total: { lines: 24, amount: 22_335 },
      },
    });
    const lines = (rule: string) => TRAPS_LEFT_OUT.filter((left) => left.rule === rule).length;
    expect(Object.fromEntries(report.leftOut.map(({ rule, lines }) => [rule, lines]))).toEqual(
      Object.fromEntries(TRAPS_LEFT_OUT.map(({ rule }) => [rule, lines(rule)])),
    );
    expect(report.byDay.find(({ day }) => day === '2010-12-07')).toEqual({
      day: '2010-12-07',
      accepted: -(885 + 1_020 + 1_700 + 1_740 + 1_800),
      leftOut: -9_900,
    });
    expect(report.byCountry.find(({ country }) => country === 'EIRE')).toEqual({
      country: 'EIRE',
      accepted: 1_275 + 995 - 1_700,
      leftOut: 0,
    });
  });

  it('leaves none of its lines lying about', async () => {
    expect(await select('SELECT FROM order_log.line')).toEqual([]);
  });
});
