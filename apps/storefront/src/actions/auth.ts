'use server';

import { type ApiProblem, PASSWORD_MIN_LENGTH, type Session, store } from '@cartwright/contract';
import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { localPath } from '#lib/address.ts';
import type { AuthState } from '#lib/auth-form.ts';
import { sessionStands } from '#lib/command.ts';
import { engine } from '#lib/engine.ts';
import { text } from '#lib/form.ts';
import { dropToken, keepToken, readToken } from '#lib/session.ts';
import { isProblem } from '#lib/shopper.ts';
import { troubleOf } from '#lib/trouble.ts';

export const signIn = async (_before: AuthState, form: FormData): Promise<AuthState> => {
  const [email, password] = [text(form, 'email').trim(), text(form, 'password')];
  const state = { email, name: '', errors: missing(email, password), message: null };
  if (Object.keys(state.errors).length > 0) return state;
  try {
    await enter((token) => engine(token).call(store.signIn, { body: { email, password } }));
  } catch (error) {
    if (isProblem(error, 'unauthenticated') || isProblem(error, 'invalid-request'))
      return { ...state, message: 'E-mail address and password do not belong together.' };
    return { ...state, message: sentence(error) };
  }
  redirect(localPath(text(form, 'next'), '/account'));
};

export const signUp = async (_before: AuthState, form: FormData): Promise<AuthState> => {
  const email = text(form, 'email').trim();
  const name = text(form, 'name').trim();
  const password = text(form, 'password');
  const state: AuthState = { email, name, errors: missing(email, password), message: null };
  if (password.length > 0 && password.length < PASSWORD_MIN_LENGTH)
    state.errors.password = `Please use at least ${PASSWORD_MIN_LENGTH} characters.`;
  if (Object.keys(state.errors).length > 0) return state;
  const body = { email, password, ...(name === '' ? {} : { name }) };
  try {
    await enter((token) => engine(token).call(store.signUp, { body }));
  } catch (error) {
    if (isProblem(error, 'email-taken'))
      return { ...state, errors: { email: 'There is an account with this address. Sign in instead.' } };
    if (isProblem(error, 'invalid-request')) return { ...state, errors: refusedFields(error) };
    return { ...state, message: sentence(error) };
  }
  redirect(localPath(text(form, 'next'), '/account'));
};

/** Ends the session at the engine; the cookie goes in any case, even when the engine is away. */
export const signOut = async (): Promise<void> => {
  const token = await readToken();
  try {
    if (token !== undefined) await engine(token).call(store.signOut);
  } catch (error) {
    troubleOf(error);
  }
  await dropToken();
  refresh();
  redirect('/');
};

/**
 * Signs in or up with the shopper's present session, so that its cart and orders come along. A session that
 * the engine no longer knows is refused with the same 401 as a wrong password, and must not keep her out.
 */
const enter = async (call: (token: string | undefined) => Promise<{ body: Session }>): Promise<void> => {
  const token = await readToken();
  let session: Session;
  try {
    session = (await call(token)).body;
  } catch (error) {
    const stale = token !== undefined && isProblem(error, 'unauthenticated') && !(await sessionStands(token));
    if (!stale) throw error;
    session = (await call(undefined)).body;
  }
  await keepToken(session.token);
};

const missing = (email: string, password: string): AuthState['errors'] => ({
  ...(email === '' ? { email: 'Please give your e-mail address.' } : {}),
  ...(password === '' ? { password: 'Please give a password.' } : {}),
});

const refusedFields = ({ problem }: ApiProblem): AuthState['errors'] => {
  const paths = (problem.errors ?? []).flatMap((error) => ('path' in error ? [error.path] : []));
  if (paths.some((path) => path.includes('password')))
    return { password: 'Please choose another password: this one is too short or too long.' };
  return { email: 'This does not look like an e-mail address.' };
};

const sentence = (error: unknown): string => {
  const { title, detail } = troubleOf(error);
  return `${title}. ${detail}`;
};
