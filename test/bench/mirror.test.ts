import { afterAll, expect, it } from 'vitest';
import { recordTypical, startMirror } from '../../bench/rig/mirror.ts';
import { openTestFolder } from '../support/stores.ts';
import { openTinyServer } from './tiny-server.ts';

it('sends what was recorded: the same status, headers and bytes, with its own date', async () => {
  const port = await openTinyServer((request, response) => {
    const length = Number(request.url?.slice(1));
    response.writeHead(200, { 'content-type': 'text/x', 'x-Stamp': 'once', 'content-length': length });
    response.end('z'.repeat(length));
  });
  let asked = 0;
  const answer = await recordTypical({ port, nextPath: () => `/${(asked++ * 37) % 101}` });
  // The one of median length, of 0 to 100.
  expect(answer.body.length).toBe(50);
  const mirror = await startMirror(answer, { folder: await openTestFolder(), onEnd: afterAll });
  const [ours, its] = await Promise.all([
    fetch(`http://127.0.0.1:${port}/50`),
    fetch(`http://127.0.0.1:${mirror.port}/whatever`),
  ]);
  expect(its.status).toBe(ours.status);
  expect([...its.headers.keys()]).toEqual([...ours.headers.keys()]);
  expect(its.headers.get('x-stamp')).toBe('once');
  expect(await its.text()).toBe(await ours.text());
});

it('refuses to record an answer that is a refusal', async () => {
  const port = await openTinyServer((_request, response) => {
    response.writeHead(404).end('nothing here');
  });
  await expect(recordTypical({ port, nextPath: () => '/' })).rejects.toThrow('404: nothing here');
});
