/** The test provider's tokens as cards that a person can choose between. */
export const TEST_CARDS = [
  { token: 'tok_ok', title: 'A card that works', detail: 'Paid at once.' },
  { token: 'tok_declined', title: 'A declined card', detail: 'The bank says no.' },
  { token: 'tok_insufficient_funds', title: 'An empty account', detail: 'Declined for lack of money.' },
  { token: 'tok_slow', title: 'A slow bank', detail: 'Paid after three seconds.' },
  { token: 'tok_timeout', title: 'A bank that forgets to answer', detail: 'Paid in the end, charged once.' },
  { token: 'tok_flaky', title: 'A bad line to the bank', detail: 'Two errors, then paid.' },
  { token: 'tok_fraud', title: 'A suspicious card', detail: 'Held for a person to check.' },
] as const;

export const TEST_CARD_DEFAULT = TEST_CARDS[0].token;
