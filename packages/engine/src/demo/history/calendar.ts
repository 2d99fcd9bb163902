/** When a shop sells how much: it grows, it has its weekdays, its hours and a few days when everybody comes. */
import { chance, type Random, randomFrom } from '../random.ts';

/** About five months. */
export const HISTORY_DAYS = 150;
const DAY_MS = 86_400_000;

export type Day = {
  /** As in 2026-11-23; UTC. */
  date: string;
  startsAt: Date;
  /** How many orders it has; those beyond `now` are among them. */
  orders: number;
};

/**
 * The days that end with `now`'s, and how `total` orders spread over them. What a day is like follows from the seed
 * and its date; only its share of the total depends on where the window ends.
 */
export const daysBefore = (now: Date, of: { seed: string; total: number }): Day[] => {
  const lastDay = Math.floor(now.getTime() / DAY_MS);
  const days = Array.from({ length: HISTORY_DAYS }, (_, index) => {
    const startsAt = new Date((lastDay - HISTORY_DAYS + 1 + index) * DAY_MS);
    const date = startsAt.toISOString().slice(0, 10);
    const grown = GROWTH.from + ((GROWTH.to - GROWTH.from) * index) / (HISTORY_DAYS - 1);
    return { date, startsAt, weight: grown * weightOf(startsAt, randomFrom(`${of.seed}/day ${date}`)) };
  });
  const sum = days.reduce((total, { weight }) => total + weight, 0);
  return days.map(({ date, startsAt, weight }) => ({
    date,
    startsAt,
    orders: Math.round((of.total * weight) / sum),
  }));
};

/** Against the window's average. */
const GROWTH = { from: 0.6, to: 1.4 };
/** From Sunday on: people order when the weekend ends, and rather go out on Saturday. */
const WEEKDAYS = [1.22, 1.14, 1.0, 0.94, 0.95, 0.9, 0.85];
const BUSY_SHARE = 0.03;

const weightOf = (day: Date, random: Random): number => {
  const weekday = WEEKDAYS[day.getUTCDay()] ?? 1;
  const [month, date] = [day.getUTCMonth() + 1, day.getUTCDate()];
  const advent = month === 12 && date <= 19 ? 1.5 : 1;
  const payday = date === 1 || date === 15 ? 1.2 : 1;
  const crowd = isBlackFriday(day) ? 2.8 : isBlackFriday(new Date(day.getTime() - 3 * DAY_MS)) ? 2 : 1;
  const busy = chance(random, BUSY_SHARE) ? 1.9 : 1;
  const weather = 0.86 + 0.28 * random();
  return weekday * advent * payday * crowd * busy * weather;
};

/** The day after the fourth Thursday of November. */
const isBlackFriday = (day: Date): boolean =>
  day.getUTCMonth() === 10 && day.getUTCDay() === 5 && day.getUTCDate() >= 23 && day.getUTCDate() <= 29;

/** What each hour (UTC) has of a day: quiet nights, a lunch break, busy evenings. */
const HOURS = [
  2, 1, 0.6, 0.4, 0.4, 0.6, 1.4, 2.6, 3.8, 4.6, 5, 5.4, 6.4, 6, 5, 4.8, 5, 5.6, 6.6, 8, 8.8, 7.6, 5.2, 3.2,
];
const HOURS_SUM = HOURS.reduce((sum, share) => sum + share, 0);
const HOUR_MS = 3_600_000;

/** A moment of a day. */
export const momentOf = (random: Random, startsAt: Date): Date => {
  let left = random() * HOURS_SUM;
  let hour = 0;
  while (hour < HOURS.length - 1 && left >= (HOURS[hour] ?? 0)) {
    left -= HOURS[hour] ?? 0;
    hour += 1;
  }
  return new Date(startsAt.getTime() + hour * HOUR_MS + Math.floor(random() * HOUR_MS));
};
