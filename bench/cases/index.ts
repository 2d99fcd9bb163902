import { PUBLICATION } from '../../packages/engine/src/roles/projector.ts';
import type { BenchCase } from '../core/case.ts';
import { openCatchingUp } from '../rig/catching-up.ts';
import { followLag } from './cdc/lag.ts';
import { cdcCatchUp } from './cdc-catchup.ts';
import { cdcLag } from './cdc-lag.ts';
import { historyGet } from './history-get.ts';
import { ordersBatched, ordersHot, ordersLone, ordersUniform } from './orders.ts';
import { productGet } from './product-get.ts';
import { rebuild } from './rebuild.ts';
import { searchGet } from './search-get.ts';

const ours = { publication: PUBLICATION, open: openCatchingUp };

/** All cases, in the order of the table. */
export const cases: readonly BenchCase[] = [
  productGet,
  historyGet,
  searchGet,
  ordersUniform,
  ordersHot,
  ordersBatched,
  ordersLone,
  cdcCatchUp(ours),
  cdcLag({ ...ours, follow: followLag(PUBLICATION) }),
  rebuild,
];
