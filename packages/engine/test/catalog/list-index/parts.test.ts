import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBit, noBits, putBit } from '../../../src/modules/catalog/list-index/bits.ts';
import { compareCodePoints } from '../../../src/modules/catalog/list-index/code-points.ts';
import { createOrder } from '../../../src/modules/catalog/list-index/order.ts';
import { createSlices } from '../../../src/modules/catalog/list-index/slices.ts';
import { createTexts } from '../../../src/modules/catalog/list-index/texts.ts';

const wide = fc.string({
  unit: fc.constantFrom('a', 'b', '\u00e9', '\ud7ff', '\ue000', '\uffff', '😀', '😁'),
});

describe('the parts of the index', () => {
  it('compare texts as bytes of UTF-8 are compared', () => {
    fc.assert(
      fc.property(wide, wide, (a, b) => {
        expect(Math.sign(compareCodePoints(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('keep the list of each slot, however often lists come, grow and shrink', () => {
    const puts = fc.array(fc.tuple(fc.nat(7), fc.array(fc.integer(), { maxLength: 9 })), { maxLength: 50 });
    fc.assert(
      fc.property(puts, (all) => {
        const slices = createSlices(8);
        const model = new Map<number, number[]>();
        // Often enough that the gaps are closed.
        for (let round = 0; round < 60; round += 1)
          for (const [slot, values] of all) {
            const given = values.map((value) => value ^ round);
            slices.put(slot, given);
            model.set(slot, given);
          }
        for (const [slot, values] of model) expect(slices.get(slot)).toEqual(values);
        expect(slices.bytes()).toBeLessThan(100_000);
      }),
    );
  });

  it('keep slots in order while keys change, slots come and go', () => {
    const rounds = fc.array(fc.array(fc.tuple(fc.nat(40), fc.nat(20), fc.boolean()), { maxLength: 12 }));
    fc.assert(
      fc.property(rounds, (all) => {
        const keys = new Array<number>(64).fill(0);
        const compare = (a: number, b: number) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b;
        const order = createOrder(64, compare);
        const present = noBits(64);
        for (const changes of all) {
          for (const [slot, key, there] of changes) {
            keys[slot] = key;
            putBit(present, slot, there);
            order.touch(slot);
          }
          const expected = [...keys.keys()].filter((slot) => hasBit(present, slot)).sort(compare);
          expect([...order.sorted(present)]).toEqual(expected);
        }
      }),
    );
  });

  it('find the texts that contain all words, and no others', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', '%', '_', '😀', 'é'),
      minLength: 1,
      maxLength: 4,
    });
    const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 60 }),
        fc.array(text, { maxLength: 10 }),
        fc.array(word, { minLength: 1, maxLength: 3 }),
        (all, later, words) => {
          const texts = createTexts(64);
          const kept = [...all];
          for (const [slot, one] of all.entries()) texts.put(slot, one);
          for (const [slot, one] of later.entries()) {
            texts.put(slot, one);
            kept[slot] = one;
          }
          const found = texts.containing(words);
          for (const [slot, one] of kept.entries())
            expect(hasBit(found, slot)).toBe(words.every((each) => one.includes(each)));
        },
      ),
      { numRuns: 300 },
    );
  });
});
