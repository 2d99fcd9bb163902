import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import Type from 'typebox';
import Compile from 'typebox/compile';
import { ExpectedError } from '../../shared/expected-error.ts';
import { Call, type History, Opening } from './record.ts';

const LINES_AT_ONCE = 1_000;

/** Writes a history as JSON lines, over what is there. Throws what the file system throws. */
export const writeHistory = async (file: string, { opening, calls }: History): Promise<void> => {
  const to = await open(file, 'w');
  try {
    await to.write(`${JSON.stringify(opening)}\n`);
    for (let from = 0; from < calls.length; from += LINES_AT_ONCE) {
      const lines = calls.slice(from, from + LINES_AT_ONCE).map((call) => `${JSON.stringify(call)}\n`);
      await to.write(lines.join(''));
    }
  } finally {
    await to.close();
  }
};

const line = Compile(Type.Union([Opening, Call]));
/** 100,000 buyers come to fewer than a million; more would not fit into memory. */
const CALLS_MAX = 5_000_000;

/** Reads a history. Throws `ExpectedError` with the number of the line that is none. */
export const readHistory = async (file: string): Promise<History> => {
  let opening: Opening | undefined;
  const calls: Call[] = [];
  let number = 0;
  try {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      number += 1;
      const value: unknown = JSON.parse(text);
      if (!line.Check(value)) throw new SyntaxError('it is neither an opening nor a call');
      if (value.type === 'opening') opening = value;
      else calls.push(value);
      if (calls.length > CALLS_MAX) throw new SyntaxError(`there are more than ${CALLS_MAX} calls`);
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const where = cause instanceof SyntaxError ? `, line ${number},` : '';
    throw new ExpectedError(`${file}${where} cannot be read as a history: ${why}.`, { cause });
  }
  if (opening === undefined) throw new ExpectedError(`${file} has no opening: what was there to sell?`);
  return { opening, calls };
};
