/** Longest handle made from a title; a suffix such as `-12` still fits below the contract's 200. */
const HANDLE_LENGTH_MAX = 120;

/** Letters that Unicode does not decompose into a base letter and a mark. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ı: 'i',
};

/**
 * The name of a title in a web address: lower case, Latin letters without their marks (é → e), other scripts as
 * they are, all else one hyphen. Empty when the title has neither letters nor digits.
 */
export const handleOf = (title: string): string => {
  const plain = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .replace(/[ßæœøđðþłħı]/g, (letter) => LETTERS[letter] ?? letter)
    .replace(/['’]/g, '')
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}]+/gu, '-');
  return [...plain]
    .slice(0, HANDLE_LENGTH_MAX)
    .join('')
    .replace(/^-+|-+$/g, '');
};

/** Hands out handles made from titles: the plain one when it is free, else with -2, -3, … */
export const handleMaker = (
  taken: ReadonlyMap<string, { plainTaken: boolean; lastSuffix: number }>,
  reserved: Iterable<string>,
): ((base: string) => string) => {
  const used = new Set(reserved);
  const suffixes = new Map<string, number>();
  return (base) => {
    const before = taken.get(base);
    if (before?.plainTaken !== true && !used.has(base)) {
      used.add(base);
      return base;
    }
    let suffix = Math.max(suffixes.get(base) ?? 1, before?.lastSuffix ?? 1) + 1;
    while (used.has(`${base}-${suffix}`)) suffix += 1;
    suffixes.set(base, suffix);
    used.add(`${base}-${suffix}`);
    return `${base}-${suffix}`;
  };
};
