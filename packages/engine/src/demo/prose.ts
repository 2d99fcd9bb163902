import type { Kind, Style } from './kind.ts';
import { MATERIALS, type MaterialName } from './materials.ts';
import { chance, pick, pickSome, type Random } from './random.ts';

/** A product's description as HTML: two to four sentences and a short list. */
export const describe = (
  random: Random,
  product: { kind: Kind; style: Style; name: string; brand: string; material: MaterialName },
): string => {
  const { kind, style, name, brand } = product;
  const material = MATERIALS[product.material];
  const words = { name, brand, thing: style.title.toLowerCase(), material: pick(random, material.phrases) };
  const care = pick<string>(random, kind.care ?? material.care);
  const careInText = chance(random, 0.35);
  const sentences = [
    pick(random, chance(random, 0.7) ? (style.openings ?? kind.openings) : HOUSE_OPENINGS),
    pick(random, material.praise),
    ...(chance(random, 0.7) ? [pick(random, style.uses ?? kind.uses)] : []),
    ...(careInText ? [care] : []),
  ].map((sentence) => fill(sentence, words));
  const features = [
    ...pickSome(random, style.features ?? kind.features, 3),
    ...(careInText ? [] : [care.replace(/\.$/, '')]),
  ];
  return `<p>${escapeHtml(sentences.join(' '))}</p><ul>${features.map((feature) => `<li>${escapeHtml(feature)}</li>`).join('')}</ul>`;
};

/** First sentences that fit everything in the shop. */
const HOUSE_OPENINGS = [
  'From the {brand} workshop: the {name}, in {material}.',
  '{brand} draws a thing once and then leaves it alone; the {name}, in {material}, shows why.',
  'Plain at first sight and good at the second: the {name} by {brand}, in {material}.',
  'The {name} by {brand}: {material}, good proportions, and nothing to apologise for.',
  'There is a reason why {brand} keeps coming back to {material}, and the {name} is it.',
  'If you buy one thing by {brand}, we would make it the {name}, in {material}.',
  'For years {brand} has made the {name} in {material}, changing only what has been proved better.',
  'The {name} is {brand} at its best: {material}, few parts, and all of them in the right place.',
  'Made in small runs by {brand}: the {name}, in {material}.',
  '{brand} asked what could be left out. The {name}, in {material}, is what remained.',
  'Somebody at {brand} uses the {name} every day, and it shows: {material}, and no nonsense.',
  'In {material}, made to be repaired: the {name} by {brand}.',
  'Quietly one of the best things {brand} makes: the {name}, in {material}.',
] as const;

type Words = { name: string; brand: string; thing: string; material: string };

const fill = (sentence: string, words: Words): string =>
  capital(
    sentence
      .replace(/\{a thing\}/gi, withArticle(words.thing))
      .replaceAll('{thing}', words.thing)
      .replaceAll('{name}', words.name)
      .replaceAll('{brand}', words.brand)
      .replaceAll('{material}', words.material),
  );

/** “a shirt”, “an armchair”, but “sneakers” and “a recipe book”: plurals stand alone. */
const withArticle = (thing: string): string =>
  /[^s]s$/.test(thing) ? thing : `${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const escapeHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
