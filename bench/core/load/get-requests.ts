/** GET requests on Zipf-distributed paths, each made into bytes once. */
import { randomFrom } from '../../../packages/engine/src/demo/random.ts';
import { assert } from '../../../packages/engine/src/shared/assert.ts';
import { zipf } from '../zipf.ts';
import type { CreateRequests, SourcePlan } from './plan.ts';

export type GetRequests = {
  /** The most popular first. */
  paths: readonly string[];
  headers?: Readonly<Record<string, string>>;
  seed: string;
};

/** The plan of it. */
export const getRequests = (options: GetRequests): SourcePlan => ({ module: import.meta.url, options });

export const createRequests: CreateRequests<GetRequests> = ({ paths, headers = {}, seed }) => {
  const lines = Object.entries({ host: 'localhost', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  const requests = paths.map((path) => Buffer.from(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`));
  const pick = zipf({ count: requests.length, random: randomFrom(seed) });
  return () => {
    const request = requests[pick()];
    assert(request !== undefined, 'a key was picked that does not exist');
    return request;
  };
};
