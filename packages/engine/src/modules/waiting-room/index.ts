/** Waiting rooms: places in line for a sale, the pace at which shoppers are let in, and what proves that one was. */
export {
  type Admission,
  createWaitingRooms,
  type NoPlace,
  type PlaceFound,
  type RoomFigures,
  type WaitingRooms,
} from './rooms.ts';
