import type { FastifyRequest } from 'fastify';
import type { ViewOptions } from '../../modules/catalog/index.ts';
import type { Config } from '../../platform/config.ts';

/** A name, an IPv4 address or an IPv6 address in brackets, with or without a port: nothing that could be markup. */
const HOST = /^([a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])(:\d{1,5})?$/i;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * How products are shown to a client of the tutorial. Pictures need absolute addresses, because its pages come
 * from another origin: the configured one, unless that names only this machine; then the one that was called, so
 * that a telephone in the same network sees pictures too.
 */
export const tutorialView = (
  { currency, publicUrl }: Pick<Config, 'currency' | 'publicUrl'>,
  request: FastifyRequest,
): ViewOptions => {
  const { host } = request.headers;
  const namesThisMachine = LOOPBACK.test(new URL(publicUrl).hostname);
  return {
    currency,
    publicUrl:
      namesThisMachine && host !== undefined && HOST.test(host) ? `${request.protocol}://${host}` : publicUrl,
  };
};
