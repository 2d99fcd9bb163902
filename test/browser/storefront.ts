/**
 * The built storefront and a real browser before it, for the test file that calls this; both end with the file.
 */
import { join, resolve } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { startToldChild } from '../../packages/engine/src/platform/child-process.ts';
import { freePort } from '../../packages/engine/src/platform/embedded/ports.ts';
import { findChromium } from '../../tools/chromium.mjs';
import { ensureStorefrontBuilt } from '../../tools/storefront-build.mjs';
import { until } from '../support/until.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NEXT = join(ROOT, 'node_modules/next/dist/bin/next');
const PRELOAD = join(ROOT, 'packages/engine/src/platform/supervised-child-preload.ts');
const READY_DEADLINE_MS = 30_000;
/** For what a page does after a click, a payment by the slow test cards included. */
const ACTION_DEADLINE_MS = 15_000;

/** Starts the storefront before an engine, builds it first when its source has changed; returns its address. */
export const openStorefront = async (apiUrl: string): Promise<string> => {
  await ensureStorefrontBuilt({ root: ROOT, log: () => {} });
  const port = await freePort();
  const said: string[] = [];
  const storefront = await startToldChild({
    args: ['--import', PRELOAD, NEXT, 'start', '-p', String(port)],
    cwd: join(ROOT, 'apps/storefront'),
    env: { CARTWRIGHT_API_URL: apiUrl, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
    onLine: (line) => void said.push(line),
  });
  afterAll(() => storefront.stop());
  const url = `http://localhost:${port}`;
  await until(async () => (await fetch(`${url}/icon.svg`)).ok, {
    deadlineMs: READY_DEADLINE_MS,
    what: `the storefront, which said: ${said.join('\n')}`,
  });
  return url;
};

export type Visit = {
  page: Page;
  context: BrowserContext;
  /** What the browser complained of: script errors, refusals by the content security policy, failed loads. */
  complaints: string[];
};

/** A browser; each visit in it is a stranger's, on a telephone unless told otherwise. */
export const openBrowser = async (storefrontUrl: string) => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium; CARTWRIGHT_CHROMIUM names one.');
  const browser: Browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  afterAll(() => browser.close());
  return async (options: { javaScriptEnabled?: boolean; width?: number } = {}): Promise<Visit> => {
    const { javaScriptEnabled = true, width = 390 } = options;
    const context = await browser.newContext({
      baseURL: storefrontUrl,
      javaScriptEnabled,
      viewport: { width, height: 844 },
      locale: 'en-GB',
    });
    context.setDefaultTimeout(ACTION_DEADLINE_MS);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(`${message.text()} (${page.url()})`);
    });
    return { page, context, complaints };
  };
};

const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
