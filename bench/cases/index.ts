import type { BenchCase } from '../core/case.ts';
import { historyGet } from './history-get.ts';
import { productGet } from './product-get.ts';
import { searchGet } from './search-get.ts';

/** All cases, in the order of the table. */
export const cases: readonly BenchCase[] = [productGet, historyGet, searchGet];
