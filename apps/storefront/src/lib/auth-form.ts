/** What a sign-in or sign-up form shows after it was sent: what was typed stays, but never a password. */
export type AuthState = {
  email: string;
  name: string;
  errors: { email?: string; password?: string };
  message: string | null;
};
