/**
 * An e-mail address as the limit per buyer counts it: in lower case and without a tag, so that ada+2@ is ada@.
 * Only for counting; mail goes to the address as it was given.
 */
export const normalEmail = (given: string): string => {
  // Full-width letters and the like are written as the plain ones; what is invisible goes.
  const email = given.normalize('NFKC').replace(/\p{Cf}/gu, '');
  const at = email.lastIndexOf('@');
  const name = email.slice(0, at);
  const tag = name.indexOf('+');
  // An address that is all tag stays as it is: it is nobody else's.
  return `${tag > 0 ? name.slice(0, tag) : name}${email.slice(at)}`.toLowerCase();
};

/**
 * Whom an order counts for: its e-mail address, and the customer too when she is signed in, so that signing out and
 * ordering under the same address gets nobody more. Sorted: the order in which the rows are locked.
 */
export const buyersOf = (order: { customerId: string | null; email: string }): string[] => [
  ...(order.customerId === null ? [] : [`customer:${order.customerId}`]),
  `email:${normalEmail(order.email)}`,
];
