// Plain JavaScript for Node 20: it runs before anything is installed.
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lastLines, Mendable, runWithProgress } from './progress.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium for the browser tests: CARTWRIGHT_CHROMIUM, else the PATH; undefined if there is none. */
export const findChromium = () => {
  const told = process.env.CARTWRIGHT_CHROMIUM;
  if (told) return isProgram(told) ? told : undefined;
  for (const folder of (process.env.PATH ?? '').split(delimiter))
    for (const name of NAMES) if (folder !== '' && isProgram(join(folder, name))) return join(folder, name);
  return undefined;
};

/** Finds a Chromium; root on Debian or Ubuntu gets one by apt-get. Throws `Mendable` with what to install. */
export const ensureChromium = async ({ log }) => {
  const found = findChromium();
  if (found !== undefined) return found;
  const told = process.env.CARTWRIGHT_CHROMIUM;
  if (told)
    throw new Mendable(
      `CARTWRIGHT_CHROMIUM is ${told}, which is no program that can be run. Correct it or unset it.`,
    );
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const installed = await installByApt(log);
    const now = findChromium();
    if (now !== undefined) return now;
    throw new Mendable(
      `The browser tests need Chromium, and apt-get could not install it:\n${lastLines(installed)}\n${ADVICE}`,
    );
  }
  throw new Mendable(`The browser tests need Chromium, and none was found. ${ADVICE}`);
};

const ADVICE =
  process.platform === 'darwin'
    ? 'Install it (`brew install --cask chromium`), or set CARTWRIGHT_CHROMIUM to the path of a Chrome or Chromium.'
    : 'Install it (`sudo apt-get install chromium` on Debian and Ubuntu, `sudo dnf install chromium` on Fedora), or set CARTWRIGHT_CHROMIUM to the path of a Chrome or Chromium.';

const installByApt = async (log) => {
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await runWithProgress({
    label: 'Installing Chromium for the browser tests (apt-get, about a minute)',
    doing: 'installing Chromium',
    program: 'apt-get',
    args: ['-q', 'update'],
    env,
    log,
  });
  const install = await runWithProgress({
    label: '  … apt-get install chromium',
    doing: 'installing Chromium',
    program: 'apt-get',
    // Without fonts every page is blank boxes.
    args: ['-q', 'install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'],
    env,
    log,
  });
  return `${update.output}\n${install.output}`;
};

const isProgram = (path) => {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
};
