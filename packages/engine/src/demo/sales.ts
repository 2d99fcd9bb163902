import { ownersOf } from '../modules/catalog/index.ts';
import { findSale, listSales, scheduleSale } from '../modules/sale/index.ts';
import { namedIdAt } from '../platform/named-id.ts';
import type { Transaction } from '../platform/postgres.ts';
import { DEFAULT_SIZE, generateProducts } from './index.ts';
import { priceUpTo } from './pricing.ts';
import { DEMO_CURRENCY, type DemoProduct } from './product.ts';
import { pickSome, randomFrom } from './random.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One timed offer, by when it is in relation to now. */
type Plan = {
  name: string;
  titleOf: (product: string) => string;
  /** Kinds that it may offer, the most attractive first. */
  kinds: readonly string[];
  allocation: number;
  perBuyerLimit: number;
  /** At most this much of the usual price. */
  priceShare: number;
  /** Units sold, of a sale that is over. */
  sold?: number;
  windowAt: (now: number) => { startsAt: number; hours: number };
};

const HOLD_SECONDS = 300;

/** When now's day began; UTC. */
const dayOf = (now: number): number => Math.floor(now / DAY_MS) * DAY_MS;

/** Seven in the evening, today's unless that is less than an hour off. */
const nextEvening = (now: number): number => {
  const today = dayOf(now) + 19 * HOUR_MS;
  return today >= now + HOUR_MS ? today : today + DAY_MS;
};

const FRIDAY = 5;
/** The next Friday morning that is not today. */
const nextFriday = (now: number): number => {
  const days = (FRIDAY - new Date(now).getUTCDay() + 7) % 7 || 7;
  return dayOf(now) + days * DAY_MS + 9 * HOUR_MS;
};

const PLANS: readonly Plan[] = [
  {
    name: 'yesterday',
    titleOf: (product) => `Evening drop: ${product}`,
    kinds: ['KETTLE', 'COFFEE', 'POT'],
    allocation: 60,
    perBuyerLimit: 2,
    priceShare: 0.6,
    sold: 57,
    windowAt: (now) => ({ startsAt: dayOf(now) - 6 * HOUR_MS, hours: 3 }),
  },
  {
    name: 'open',
    titleOf: (product) => `While forty last: ${product}`,
    kinds: ['PHONES', 'SPEAKER', 'BUDS'],
    allocation: 40,
    perBuyerLimit: 1,
    priceShare: 0.65,
    windowAt: (now) => ({ startsAt: Math.floor(now / HOUR_MS) * HOUR_MS - HOUR_MS, hours: 8 }),
  },
  {
    name: 'soon',
    titleOf: (product) => `Small batch: ${product}`,
    kinds: ['MUG', 'BOWL', 'VASE'],
    allocation: 30,
    perBuyerLimit: 2,
    priceShare: 0.7,
    windowAt: (now) => ({ startsAt: Math.ceil(now / MINUTE_MS) * MINUTE_MS + 20 * MINUTE_MS, hours: 2 }),
  },
  {
    name: 'tonight',
    titleOf: (product) => `Three hours at half price: ${product}`,
    kinds: ['LAMP', 'BLANKET', 'CUSHION'],
    allocation: 50,
    perBuyerLimit: 2,
    priceShare: 0.5,
    windowAt: (now) => ({ startsAt: nextEvening(now), hours: 3 }),
  },
  {
    name: 'tomorrow',
    titleOf: (product) => `Lunch-break sale: ${product}`,
    kinds: ['PACK', 'TOTE', 'BOTTLE'],
    allocation: 50,
    perBuyerLimit: 2,
    priceShare: 0.6,
    windowAt: (now) => ({ startsAt: dayOf(now) + DAY_MS + 12 * HOUR_MS, hours: 2 }),
  },
  {
    name: 'friday',
    titleOf: (product) => `Friday drop: ${product}`,
    kinds: ['SNEAKER', 'JACKET', 'WATCH', 'BOOT'],
    allocation: 80,
    perBuyerLimit: 1,
    priceShare: 0.55,
    windowAt: (now) => ({ startsAt: nextFriday(now), hours: 12 }),
  },
];

/** What stays on the shelf beside a sale. */
const SHELF_MIN = 10;

/**
 * Schedules the demo shop's sales around `now`, one set a day, of products with enough units on hand; returns how
 * many are new. What finds no product, in a tiny shop, is left out.
 */
export const scheduleSales = async (
  tx: Transaction,
  of: { seed: string; products: readonly DemoProduct[]; now: Date },
): Promise<number> => {
  const today = dayOf(of.now.getTime());
  let made = 0;
  for (const plan of PLANS) {
    const saleId = namedIdAt(today, `demo sale ${of.seed} ${plan.name}`);
    if ((await findSale(tx, saleId, of.now)) !== undefined) continue;
    const { startsAt, hours } = plan.windowAt(of.now.getTime());
    for (const offer of offersFor(`${of.seed}/${today}`, plan, of.products)) {
      const scheduled = await scheduleSale(
        tx,
        {
          saleId,
          title: plan.titleOf(offer.title),
          sku: offer.sku,
          currency: DEMO_CURRENCY,
          price: priceUpTo(offer.amount * plan.priceShare),
          allocation: plan.allocation,
          ...(plan.sold === undefined ? {} : { sold: plan.sold }),
          startsAt: new Date(startsAt),
          endsAt: new Date(startsAt + hours * HOUR_MS),
          perBuyerLimit: plan.perBuyerLimit,
          holdSeconds: HOLD_SECONDS,
        },
        of.now,
      );
      if (!scheduled.ok) continue;
      made += 1;
      break;
    }
  }
  return made;
};

/**
 * Schedules the demo shop's sales anew when none is open or to come any more, so that a shop which is started again
 * after days has some; returns how many. A shop without the products of this seed gets none.
 */
export const renewSales = async (tx: Transaction, of: { seed: string; now: Date }): Promise<number> => {
  const sales = await listSales(tx, of.now);
  if (sales.some(({ state }) => state === 'scheduled' || state === 'open')) return 0;
  const products = [...generateProducts({ seed: of.seed, size: DEFAULT_SIZE })];
  const skus = products.slice(0, 1).flatMap(({ product }) => product.variants.map(({ sku }) => sku));
  const { idBySku } = await ownersOf(tx, { handles: [], skus });
  return idBySku.size === 0 ? 0 : scheduleSales(tx, { ...of, products });
};

type Offer = { sku: string; title: string; amount: number };
/** Few enough to try them one by one. */
const OFFERS_MAX = 5;

const offersFor = (seed: string, plan: Plan, products: readonly DemoProduct[]): Offer[] => {
  const random = randomFrom(`${seed}/${plan.name}`);
  return plan.kinds
    .flatMap((code) =>
      pickSome(
        random,
        products.filter(({ kind, product }) => kind.code === code && product.status === 'active'),
        OFFERS_MAX,
      ),
    )
    .flatMap(({ product }) => {
      const enough = product.variants.filter(
        ({ onHand = 0, compareAtPrice }) => onHand >= plan.allocation + SHELF_MIN && !compareAtPrice,
      );
      // From the middle: a size that fits many.
      const fit = enough[Math.floor(enough.length / 2)];
      if (fit === undefined) return [];
      const { sku, title, price } = fit;
      return [{ sku, title: title ? `${product.title}, ${title}` : product.title, amount: price.amount }];
    })
    .slice(0, OFFERS_MAX);
};
