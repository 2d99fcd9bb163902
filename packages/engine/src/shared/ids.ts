import { v7, validate, version } from 'uuid';

/** A new id: UUIDv7 (RFC 9562), so that ids sort by the time they were made. */
export const newId = (): string => v7();

/** An id that carries another time than now, for history: Unix milliseconds. */
export const idAt = (atMs: number): string => v7({ msecs: atMs });

/** Whether text from outside can be one of our UUIDs; anything else cannot be found and is not asked for. */
export const isId = (text: string): boolean => validate(text);

/** The time inside a UUIDv7 in Unix milliseconds, or null for other ids. */
export const timeOfId = (id: string): number | null =>
  validate(id) && version(id) === 7 ? Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16) : null;
