import { join } from 'node:path';
import type { NextConfig } from 'next';

const SECURITY_HEADERS = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(), payment=()' },
];

/** The Content-Security-Policy carries a nonce and is set per request in src/proxy.ts. */
const config: NextConfig = {
  transpilePackages: ['@cartwright/contract'],
  poweredByHeader: false,
  reactStrictMode: true,
  // Titles and descriptions belong in the head for every reader: streamed ones arrive only with JavaScript.
  htmlLimitedBots: /.*/,
  turbopack: { root: join(import.meta.dirname, '../..') },
  // `npm run check` runs TypeScript 7 over this folder; the package named `typescript` is an alias for tools.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: '/:path*', headers: SECURITY_HEADERS }],
};

export default config;
