import { createHmac } from 'node:crypto';

/**
 * Draws the order of tickets by lot: by their HMAC-SHA-256 under the seed. The same seed and tickets give the same
 * order, whatever order they come in, so anyone who is given both can draw again; without the seed nobody can tell it.
 */
export const drawLot = (seed: string, tickets: readonly string[]): string[] =>
  tickets
    .map((ticket) => ({ ticket, lot: createHmac('sha256', seed).update(ticket).digest('hex') }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .map(({ ticket }) => ticket);
