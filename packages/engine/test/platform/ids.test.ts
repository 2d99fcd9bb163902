import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idAt, isId, newId, timeOfId } from '../../src/shared/ids.ts';

// 48 bits of milliseconds: until the year 10889.
const instants = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe('an id', () => {
  it('is a UUID of version 7 that carries the time at which it was made', () => {
    const before = Date.now();
    const id = newId();
    const at = timeOfId(id);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
  });

  it('is new each time, and those of one process sort in the order they were made', () => {
    const ids = Array.from({ length: 10_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(ids);
  });

  it('of another time carries exactly that time, and sorts by it', () => {
    fc.assert(
      fc.property(instants, instants, (one, other) => {
        expect(timeOfId(idAt(one))).toBe(one);
        if (one < other) expect(idAt(one) < idAt(other)).toBe(true);
      }),
    );
  });

  it('of one past instant is still new each time', () => {
    const ids = Array.from({ length: 1_000 }, () => idAt(1_262_304_000_000));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('of another kind has no time', () => {
    fc.assert(fc.property(fc.uuid({ version: 4 }), (id) => timeOfId(id) === null));
    fc.assert(fc.property(fc.string(), (text) => timeOfId(text) === null || isId(text)));
  });

  it('is told from any other text', () => {
    fc.assert(fc.property(fc.uuid(), (id) => isId(id) && isId(id.toUpperCase())));
    for (const text of ['', 'x', `${newId()} `, `${newId()}0`, newId().replaceAll('-', ''), "' OR 1=1 --"])
      expect(isId(text), text).toBe(false);
  });
});
