import type { ProductInput } from '@cartwright/contract';
import { type Line, readLines } from '../../../platform/files/lines.ts';
import { UnreadableFile } from '../../../platform/files/unreadable-file.ts';
import { fromTutorialProduct } from '../tutorial.ts';
import type { ImportItem, Reader } from './item.ts';
import {
  isProductInput,
  isTutorialRecord,
  productInputProblems,
  tutorialRecordProblems,
} from './validate.ts';

/** One product a line: ours (as staff sends it, or as the API shows it), or the CQRS tutorial's. */
export const readJsonl: Reader = async function* (source, { currency }) {
  let first = true;
  for await (const line of readLines(source)) {
    if (line.text === '') continue;
    if (first && line.text === '[')
      throw new UnreadableFile('the file is one JSON array; send one JSON object a line instead');
    first = false;
    const rejected = (reason: string): ImportItem => ({
      kind: 'rejected',
      line: line.number,
      records: 1,
      reason,
    });
    const parsed = parse(line, currency);
    yield 'reason' in parsed
      ? rejected(parsed.reason)
      : { kind: 'product', line: line.number, records: 1, bytes: line.bytes, input: parsed.input };
  }
  if (first) throw new UnreadableFile('the file is empty');
};

const parse = (line: Line, currency: string): { input: ProductInput } | { reason: string } => {
  if (line.problem !== undefined) return { reason: line.problem };
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (error) {
    return { reason: `is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { reason: 'is no JSON object' };
  if ('productDisplayName' in value) {
    if (!isTutorialRecord(value)) return { reason: tutorialRecordProblems(value) };
    const input = fromTutorialProduct(value, currency);
    return isProductInput(input) ? { input } : { reason: productInputProblems(input) };
  }
  return isProductInput(value) ? { input: value } : { reason: productInputProblems(value) };
};
