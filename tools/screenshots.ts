/** Takes the README's pictures of a shop that runs: `npm run screenshots [-- http://localhost:3000]`. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './chromium.mjs';

const storefrontUrl = process.argv[2] ?? 'http://localhost:3000';
const folder = join(import.meta.dirname, '../docs/images');
const PICTURES = [{ name: 'storefront', path: '/', width: 1280, height: 1000 }];

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('There is no Chromium; CARTWRIGHT_CHROMIUM names one.');
const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
await mkdir(folder, { recursive: true });
for (const { name, path, width, height } of PICTURES) {
  const page = await browser.newPage({ viewport: { width, height } });
  await page.goto(new URL(path, storefrontUrl).href, { waitUntil: 'networkidle' });
  const file = join(folder, `${name}.png`);
  await page.screenshot({ path: file });
  process.stdout.write(`${file}\n`);
  await page.close();
}
await browser.close();
