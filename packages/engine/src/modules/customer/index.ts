/** Who buys: accounts, and sessions that signed in or ended. */
export { authenticate, createAccount, findCustomer, prepareAccount } from './accounts.ts';
export { findCustomersByEmail, recordCustomers } from './history.ts';
export {
  followRevocations,
  forgetRevocations,
  holdSession,
  holdSessions,
  lockSession,
  type Revocations,
  recordSignIn,
  revokeSession,
} from './sessions.ts';
