import { createHmac } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { stringify } from 'uuid';

const ALGORITHM = 'HS256';
/** Tokens verified lately; a token stays valid or revoked by its id, so the signature need not be checked again. */
const VERIFIED_MAX = 20_000;

/**
 * What a token says, signed by the shop: whose it is, about whom or what, and until when. An admission is a session's,
 * to a sale.
 */
export type Claims = {
  sessionId: string;
  subject: string | null;
  audience: 'store' | 'staff' | 'admission';
  expiresAt: Date;
};

export type Tokens = {
  sign(claims: Claims): Promise<string>;
  /** The claims of a token of this shop and audience that has not ended, or undefined. */
  verify(token: string, audience: Claims['audience']): Promise<Claims | undefined>;
  /** The same of a token that was verified before; undefined for any other. */
  known(token: string, audience: Claims['audience']): Claims | undefined;
  /** An id that only this shop can make from a text, and always makes the same (UUIDv8, HMAC-SHA-256). */
  idOf(text: string): string;
};

/** Signs and verifies the shop's tokens (JWT, HMAC-SHA-256); verifying needs no store. */
export const createTokens = (options: { secret: Uint8Array; shopId: string }): Tokens => {
  const { secret, shopId } = options;
  const verified = new Map<string, Claims>();

  const remember = (token: string, claims: Claims): Claims => {
    if (verified.size >= VERIFIED_MAX) {
      const oldest = verified.keys().next();
      if (!oldest.done) verified.delete(oldest.value);
    }
    verified.set(token, claims);
    return claims;
  };

  const known: Tokens['known'] = (token, audience) => {
    const claims = verified.get(token);
    return claims?.audience === audience && claims.expiresAt.getTime() > Date.now() ? claims : undefined;
  };

  return {
    idOf(text) {
      const hash = createHmac('sha256', secret).update(`id\n${text}`).digest();
      // RFC 9562, 5.8: the version and the variant, the rest is ours.
      hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x80, 6);
      hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
      return stringify(hash.subarray(0, 16));
    },
    async sign(claims) {
      const token = await new SignJWT({ ...(claims.subject === null ? {} : { sub: claims.subject }) })
        .setProtectedHeader({ alg: ALGORITHM })
        .setJti(claims.sessionId)
        .setIssuer(shopId)
        .setAudience(claims.audience)
        .setIssuedAt()
        .setExpirationTime(claims.expiresAt)
        .sign(secret);
      remember(token, claims);
      return token;
    },
    known,
    async verify(token, audience) {
      if (verified.has(token)) return known(token, audience);
      try {
        const { payload } = await jwtVerify(token, secret, {
          algorithms: [ALGORITHM],
          issuer: shopId,
          audience,
        });
        if (payload.jti === undefined || payload.exp === undefined) return undefined;
        return remember(token, {
          sessionId: payload.jti,
          subject: payload.sub ?? null,
          audience,
          expiresAt: new Date(payload.exp * 1_000),
        });
      } catch {
        // Forged, foreign or ended: to the caller all the same.
        return undefined;
      }
    },
  };
};
