import type { LeftOut } from '../../src/modules/order-log/index.ts';
import { logOf, type Row } from './order-log.ts';

const UK = 'United Kingdom';

/** What becomes of a row, by hand; the number of its line in the file is its place here and 2. */
type Trap = [LeftOut | 'in', ...Parameters<typeof rowOf>];

const rowOf = (
  invoice: string,
  sku: string,
  description: string,
  quantity: number | string,
  at: string,
  price: string,
  customer: string,
  country: string,
): Row => ({ invoice, sku, description, quantity, at: `2010-12-${at}:00`, price, customer, country });

const HEART = 'WHITE HANGING HEART T-LIGHT HOLDER';
const TEA = 'RETROSPOT TEA SET CERAMIC 11 PC';
const SIGN = 'BATHROOM METAL SIGN';
const BAG = 'JUMBO BAG RED RETROSPOT';

/** A log with everything in it that ever went wrong. */
const TRAPS: readonly Trap[] = [
  // One code in both cases, one line twice, a charge, a gift with a shouted note, a price too fine, the books.
  ['in', '1001', '85123A', HEART, 6, '01 08:26', '2.55', '17850', UK],
  ['in', '1001', '85123a', HEART, 2, '01 08:26', '2.55', '17850', UK],
  ['duplicate', '1001', '85123A', HEART, 6, '01 08:26', '2.55', '17850', UK],
  ['in', '1001', 'POST', 'POSTAGE', 1, '01 08:26', '18.00', '17850', UK],
  ['price-not-positive', '1001', '22139', 'damaged?', 4, '01 08:26', '0', '17850', UK],
  ['price-too-fine', '1001', 'PADS', 'PADS TO MATCH ALL CUSHIONS', 1, '01 08:26', '0.001', '17850', UK],
  ['no-merchandise', '1001', 'M', 'Manual', 1, '01 08:26', '5.00', '17850', UK],
  // Its second half comes at the end of the file.
  ['in', '1010', '21171', SIGN, 1, '02 11:00', '1.45', '13047', UK],
  // The same customer as a spreadsheet has it; the price has risen; two kinds of carriage.
  ['in', '1002', '85123A', 'CREAM HANGING HEART T-LIGHT HOLDER', 10, '03 09:00', '2.95', '17850.0', UK],
  ['in', '1002', 'DOT', 'DOTCOM POSTAGE', 1, '03 09:00', '4.50', '17850.0', UK],
  ['in', '1002', 'C2', 'CARRIAGE', 1, '03 09:00', '50', '17850.0', UK],
  ['in', '1003', '22139', TEA, 3, '03 10:00', '4.25', '12583', 'EIRE'],
  // The least of its lines tells when an order was placed.
  ['in', '1017', '22139', TEA, 2, '04 10:01', '4.25', '12583', 'EIRE'],
  ['in', '1017', '21171', SIGN, 1, '04 10:00', '1.45', '12583', 'EIRE'],
  ['in', '1004', '22139', 'RETRO SPOT TEA SET', 1, '04 12:00', '4.95', '', 'RSA'],
  ['price-not-positive', '1004', '22139', 'damaged?', 1, '04 12:00', '0.00', '', 'RSA'],
  ['in', '1005', '22139', TEA, 1, '05 08:00', '4.65', '12347', 'Channel Islands'],
  ['in', '1006', '21171', SIGN, 12, '05 09:00', '1.45', '12348', 'Unspecified'],
  ['price-not-positive', '1006', '22139', 'damaged?', 9, '05 09:00', '0', '12348', 'Unspecified'],
  // Two countries, and two customers.
  ['invoice-contradicts', '1007', '21171', SIGN, 1, '05 09:30', '1.45', '12349', 'Norway'],
  ['invoice-contradicts', '1007', '22139', TEA, 1, '05 09:30', '4.65', '12349', 'Sweden'],
  ['no-merchandise', '1007', 'D', 'Discount', 1, '05 09:30', '1.00', '12349', 'Norway'],
  ['invoice-contradicts', '1030', '21171', SIGN, 2, '05 09:40', '1.45', '12349', 'Norway'],
  ['invoice-contradicts', '1030', '21171', SIGN, 3, '05 09:40', '1.45', '', 'Norway'],
  ['no-goods', '1008', 'POST', 'POSTAGE', 1, '05 10:00', '15', '12350', 'Norway'],
  ['no-merchandise', '1008', 'M', 'Manual', 1, '05 10:00', '3', '12350', 'Norway'],
  ['no-merchandise', '1009', 'BANK CHARGES', 'Bank Charges', 1, '05 10:30', '15', '12351', UK],
  ['no-merchandise', '1009', 'AMAZONFEE', 'AMAZON FEE', 1, '05 10:30', '13541.33', '12351', UK],
  ['no-merchandise', '1009', 'S', 'SAMPLES', 1, '05 10:30', '30', '12351', UK],
  ['no-merchandise', '1009', 'CRUK', 'CRUK Commission', 1, '05 10:30', '30', '12351', UK],
  ['no-merchandise', '1009', 'B', 'Adjust bad debt', 1, '05 10:30', '30', '12351', UK],
  ['no-merchandise', '1009', 'm', 'Manual', 1, '05 10:30', '30', '12351', UK],
  ['in', '1009', '85099B', BAG, 100, '05 10:30', '1.65', '12351', UK],
  // A broken row amid an invoice keeps all of it out, and nothing else.
  ['invoice-broken', '1011', '85099B', BAG, 5, '06 08:00', '1.65', '12352', 'Norway'],
  ['broken', '1011', '21171', SIGN, 'many', '06 08:00', '1.45', '12352', 'Norway'],
  ['invoice-broken', '1011', 'POST', 'POSTAGE', 1, '06 08:00', '20', '12352', 'Norway'],
  ['price-not-positive', '1011', '22139', '', 1, '06 08:00', '0', '12352', 'Norway'],
  ['stock-correction', '1012', '21171', 'thrown away', -50, '06 08:10', '0', '', UK],
  ['stock-correction', '1012', '22139', '', 0, '06 08:10', '1.00', '', UK],
  ['price-not-positive', 'A1013', 'B', 'Adjust bad debt', 1, '06 08:20', '-11062.06', '', UK],
  // All its goods come back, what carrying them cost does not.
  ['in', '1029', '85099B', BAG, 3, '06 09:00', '1.65', '12353', 'France'],
  ['in', '1029', 'POST', 'POSTAGE', 2, '06 09:00', '9.00', '12353', 'France'],
  // A part, of the newest order with that price; then of an older one.
  ['in', 'C1014', '85123A', HEART, -3, '07 08:00', '2.95', '17850', UK],
  ['in', 'c1015', '85123a', HEART, -4, '07 09:00', '2.55', '17850', UK],
  // Two of the newer order, and two of the older one.
  ['in', 'C1016', '22139', TEA, -4, '07 10:00', '4.25', '12583', 'EIRE'],
  // All of one.
  ['in', 'C1018', '21171', SIGN, -12, '07 11:00', '1.45', '12348', 'Unspecified'],
  // What carrying cost comes back of the newest order that has as much.
  ['in', 'C1019', 'POST', 'POSTAGE', -1, '07 12:00', '18.00', '17850', UK],
  ['order-not-found', 'C1019', 'POST', 'POSTAGE', -1, '07 12:00', '99.00', '17850', UK],
  ['order-not-found', 'C1020', '22139', TEA, -1, '04 08:00', '4.65', '12347', 'Channel Islands'],
  ['order-not-found', 'C1021', '22139', TEA, -1, '08 08:00', '4.60', '12347', 'Channel Islands'],
  ['no-customer', 'C1022', '22139', TEA, -1, '08 09:00', '4.95', '', 'RSA'],
  ['cancellation-not-negative', 'C1023', '22139', TEA, 1, '08 10:00', '4.65', '12347', 'Channel Islands'],
  ['no-merchandise', 'C1024', 'D', 'Discount', -1, '08 11:00', '27.50', '17850', UK],
  ['order-not-found', 'C1025', '85099B', BAG, -101, '08 12:00', '1.65', '12351', UK],
  ['in', 'C1025', '85099B', BAG, -40, '08 12:00', '1.65', '12351', UK],
  ['duplicate', 'C1025', '85099B', BAG, -40, '08 12:00', '1.65', '12351', UK],
  ['price-not-positive', 'C1026', '85099B', BAG, -1, '08 13:00', '0', '12351', UK],
  ['in', 'C1028', '85099B', BAG, -3, '08 14:00', '1.65', '12353', 'France'],
  // The second half of an invoice above.
  ['in', '1010', '22139', TEA, 1, '02 11:00', '4.25', '13047', UK],
];

export const TRAP_LOG = logOf(TRAPS.map(([, ...texts]) => rowOf(...texts)));

/** What has to become of each line that stays out, by its number. */
export const TRAPS_LEFT_OUT: readonly { line: number; rule: LeftOut }[] = TRAPS.flatMap(([fate], index) =>
  fate === 'in' ? [] : [{ line: index + 2, rule: fate }],
);
export const TRAP_LINES = TRAPS.length;
