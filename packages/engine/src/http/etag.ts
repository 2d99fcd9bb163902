import type { FastifyRequest } from 'fastify';

/** Whether the client has what an ETag, in its quotes, stands for; a weak one is as good, since nobody asks for ranges. */
export const hasAlready = (request: FastifyRequest, etag: string): boolean => {
  const known = request.headers['if-none-match'];
  return known === '*' || (known?.split(/\s*,\s*/).some((one) => one.replace(/^W\//, '') === etag) ?? false);
};
