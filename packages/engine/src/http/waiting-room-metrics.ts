import { Gauge } from 'prom-client';
import type { RoomFigures } from '../modules/waiting-room/index.ts';
import type { HttpContext } from './context.ts';

const SHOWN: readonly [name: string, help: string, figure: (room: RoomFigures) => number][] = [
  ['waiting', 'Shoppers in the line of a sale', ({ waiting }) => waiting],
  ['admitted', 'Shoppers let into a sale since its line began', ({ admitted }) => admitted],
  [
    'admitted_per_second',
    'Shoppers let in per second, over the last ten seconds or so',
    (room) => room.ratePerSecond,
  ],
  ['window', 'Shoppers that may be inside at once, as the shop is measured', ({ window }) => window],
  ['following', 'Shoppers to whom this process has a line open', ({ following }) => following],
];

/** The waiting rooms that this process knows, which are a hundred at most. */
export const waitingRoomMetrics = ({ registry, rooms }: HttpContext): void => {
  for (const [name, help, figure] of SHOWN)
    new Gauge({
      name: `cartwright_waiting_room_${name}`,
      help,
      labelNames: ['sale'],
      registers: [registry],
      collect() {
        this.reset();
        for (const room of rooms.figures()) this.set({ sale: room.saleId }, figure(room));
      },
    });
};
