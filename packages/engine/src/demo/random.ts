/** A stream of numbers in [0, 1) that is the same for the same seed words, on every machine. */
export type Random = () => number;

/**
 * sfc32, the Small Fast Counter generator of PractRand (Chris Doty-Humphrey, public domain), seeded with 96 bits
 * and mixed for 12 rounds, as its author does.
 */
export const randomFrom = (text: string): Random => {
  let a = hash(text, 0x9e3779b9);
  let b = hash(text, 0x85ebca6b);
  let c = hash(text, 0xc2b2ae35);
  let counter = 1;
  const next: Random = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 12; round += 1) next();
  return next;
};

/** A whole number from `min` to `max`, both included. */
export const between = (random: Random, { min, max }: { min: number; max: number }): number =>
  min + Math.floor(random() * (max - min + 1));

/** Whether something that happens with this probability happens. */
export const chance = (random: Random, probability: number): boolean => random() < probability;

export const pick = <T>(random: Random, choices: readonly T[]): T => {
  const choice = choices[Math.floor(random() * choices.length)];
  if (choice === undefined) throw new Error('There is nothing to pick from');
  return choice;
};

/** `count` different choices (or all there are), in random order: a Fisher–Yates shuffle. */
export const pickSome = <T>(random: Random, choices: readonly T[], count: number): T[] => {
  const rest = [...choices];
  const picked: T[] = [];
  while (picked.length < count && rest.length > 0)
    picked.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return picked;
};

/** FNV-1a over UTF-16 code units, with the offset basis as a second seed. */
const hash = (text: string, basis: number): number => {
  let value = basis | 0;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value;
};
