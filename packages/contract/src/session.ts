import Type, { type Static } from 'typebox';
import { Email, Id, nullable } from './common.ts';

export const PASSWORD_MIN_LENGTH = 8;
/** Argon2 reads all of it; the bound keeps one request from being expensive. */
export const PASSWORD_MAX_LENGTH = 200;

export const Customer = Type.Object({ customerId: Id, email: Type.String(), name: nullable(Type.String()) });
export type Customer = Static<typeof Customer>;

export const Session = Type.Object(
  { token: Type.String(), sessionId: Id, customer: nullable(Customer) },
  { title: 'Session' },
);
export type Session = Static<typeof Session>;

export const SignUp = Type.Object({
  email: Email,
  password: Type.String({ minLength: PASSWORD_MIN_LENGTH, maxLength: PASSWORD_MAX_LENGTH }),
  name: Type.Optional(Type.String({ maxLength: 200 })),
});
export const SignIn = Type.Object({
  email: Type.String({ minLength: 1, maxLength: 254 }),
  password: Type.String({ minLength: 1, maxLength: PASSWORD_MAX_LENGTH }),
});
