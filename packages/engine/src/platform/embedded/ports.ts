import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { writeFileWhole } from './files.ts';

/** A TCP port of the loopback address that is free now. Another process may still take it first: retry then. */
export const freePort = async (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('a listening TCP server has no port'));
      });
    });
  });

/**
 * The port that `file` remembers if it is still free, else a new free one, which is then remembered: addresses
 * stay the same from start to start as long as they can.
 */
export const rememberedPort = async (file: string): Promise<number> => {
  const known = Number(await readFile(file, 'utf8').catch(() => ''));
  if (Number.isInteger(known) && known > 0 && known < 65_536 && (await canListen(known, '127.0.0.1')))
    return known;
  const fresh = await freePort();
  await writeFileWhole(file, `${fresh}\n`);
  return fresh;
};

/**
 * Whether something already listens on the port: on all addresses, IPv4 or IPv6, or on the loopback ones. All
 * four are tried, because a wildcard and a specific address may share a port without an error.
 */
export const isPortTaken = async (port: number): Promise<boolean> => {
  for (const host of ['0.0.0.0', '::', '127.0.0.1', '::1']) if (!(await canListen(port, host))) return true;
  return false;
};

const canListen = async (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    // A machine without IPv6 refuses the address itself, which says nothing about the port.
    server.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'),
    );
    server.listen({ port, host, exclusive: true, ipv6Only: host.includes(':') }, () =>
      server.close(() => resolve(true)),
    );
  });
