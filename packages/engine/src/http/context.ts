import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { CartContext } from '../modules/cart/index.ts';
import type { CatalogueView, ProductSource } from '../modules/catalog/index.ts';
import type { Revocations } from '../modules/customer/index.ts';
import type { WaitingRooms } from '../modules/waiting-room/index.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/postgres.ts';
import type { ReadSide } from '../platform/read-side/index.ts';
import type { ReadyBytes } from '../platform/ready-bytes.ts';
import type { Redis } from '../platform/redis.ts';
import type { Tokens } from '../platform/tokens.ts';
import type { CheckoutProcess } from '../processes/checkout.ts';
import type { CheckoutReads } from '../processes/checkout-reads.ts';
import type { ProcessContext } from '../processes/context.ts';
import type { FastPath } from './fast-path.ts';
import type { FreshnessContext } from './freshness.ts';

/** What routes work with; one per engine. */
export type HttpContext = ProcessContext & {
  db: Database;
  redis: Redis;
  config: Config;
  log: Logger;
  tokens: Tokens;
  revocations: Revocations;
  shopId: string;
  carts: CartContext;
  checkout: CheckoutProcess;
  /** What checkouts read of the truth. */
  reads: CheckoutReads;
  rooms: WaitingRooms;
  readSide: ReadSide;
  catalogue: CatalogueView;
  products: ProductSource;
  /** Answers that are ready, by what was asked for. */
  ready: ReadyBytes;
  /** The history of the database at the start of this process, if it could be asked. */
  epoch: string | undefined;
  freshness: FreshnessContext;
  fastPath: FastPath;
  registry: Registry;
};
