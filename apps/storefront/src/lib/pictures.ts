import { engineUrl } from './engine.ts';

/**
 * The address under which a browser asks for a picture. The engine's own pictures go through this server,
 * so that a telephone which knows the shop but not the engine's port sees them; remote ones stay as they are.
 */
export const pictureSource = (address: string): string | null => {
  if (address.startsWith('/media/')) return address;
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  return url.pathname.startsWith('/media/') && isEngine(url) ? url.pathname + url.search : url.href;
};

const isEngine = (url: URL): boolean => {
  const engine = engineUrl();
  const publicUrl = process.env.CARTWRIGHT_PUBLIC_URL;
  if (publicUrl && url.href.startsWith(`${publicUrl.replace(/\/+$/, '')}/media/`)) return true;
  if (url.origin === engine.origin) return true;
  return LOOPBACK.has(url.hostname) && LOOPBACK.has(engine.hostname) && url.port === engine.port;
};

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
