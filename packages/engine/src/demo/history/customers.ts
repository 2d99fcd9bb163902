import type { Address } from '@cartwright/contract';
import { between, chance, pick, type Random, randomFrom } from '../random.ts';
import { PLACES, type Place } from './places.ts';

export type DemoCustomer = { email: string; address: Address };

/** One of the people who are nobody, the same for the same seed and number. */
export const customerOf = (seed: string, number: number): DemoCustomer => {
  const random = randomFrom(`${seed}/customer ${number}`);
  const place = placeOf(random);
  const given = pick(random, place.given.split(' '));
  const family = pick(random, place.family.split(' '));
  const [city, postalCode, region] = pick(random, place.cities);
  const mailbox = `${given}.${family}`.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return {
    email: `${mailbox}${number}@${pick(random, MAIL_HOSTS)}`,
    address: {
      name: `${given} ${family}`,
      line1: place.line1(pick(random, place.streets), between(random, { min: 1, max: 148 })),
      city,
      ...(region === undefined ? {} : { region }),
      postalCode: postalCode.replace(/#/g, () => String(between(random, { min: 0, max: 9 }))),
      country: place.country,
    },
  };
};

/** Names that belong to nobody, ever (RFC 2606). */
const MAIL_HOSTS = ['example.com', 'mail.example', 'post.example'] as const;

/** Who places one of `total` orders: now a regular of the shop, now somebody from further around. */
export const buyerOf = (random: Random, total: number): number => {
  const regulars = Math.ceil(total * REGULARS_SHARE);
  return chance(random, BY_REGULARS)
    ? Math.floor(regulars * random() ** 1.5)
    : regulars + Math.floor(total * random());
};

/** A fifteenth as many regulars as orders place a third of them. */
const REGULARS_SHARE = 1 / 15;
const BY_REGULARS = 0.33;

const WEIGHT_SUM = PLACES.reduce((sum, { weight }) => sum + weight, 0);

const placeOf = (random: Random): Place => {
  let left = random() * WEIGHT_SUM;
  for (const place of PLACES) {
    left -= place.weight;
    if (left < 0) return place;
  }
  return pick(random, PLACES);
};
