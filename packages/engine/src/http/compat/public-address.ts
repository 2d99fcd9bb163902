import type { FastifyRequest } from 'fastify';
import type { Config } from '../../platform/config.ts';

/** A name or IPv4 address, or an IPv6 address in brackets, with or without a port: nothing that could be markup. */
const HOST = /^([a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Where the caller reaches the shop's pictures: they have to be absolute, because the tutorial's pages come from
 * another origin. The configured address, unless that names only this machine: then the one she called, so that
 * a telephone in the same network sees pictures too.
 */
export const publicAddress = (config: Pick<Config, 'publicUrl'>, request: FastifyRequest): string => {
  const { host } = request.headers;
  const isOwnMachine = LOOPBACK.test(new URL(config.publicUrl).hostname);
  return isOwnMachine && host !== undefined && HOST.test(host)
    ? `${request.protocol}://${host}`
    : config.publicUrl;
};
