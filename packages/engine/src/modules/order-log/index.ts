/** Logs of orders that were sold elsewhere: read, kept while they are imported, and added up. */
export { amountOf, decideInvoice, type Invoice } from './domain/invoice.ts';
export {
  type BrokenLine,
  classify,
  LEFT_OUT,
  type LeftOut,
  type LogLine,
  lineIdentity,
} from './domain/line.ts';
export { categoryOf, countryCodeOf, titleOf } from './domain/product.ts';
export {
  dropLogLines,
  type Fate,
  type KeptInvoice,
  keepLogLines,
  keptLogs,
  leaveInvoiceOut,
  leaveOut,
  loadInvoices,
  logExtent,
  nextInvoices,
  nextLogProducts,
} from './kept-lines.ts';
export { readOrderLog } from './read.ts';
export { leftOutLines, logSumsByCountry, logSumsByDay } from './report.ts';
