'use client';

import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@cartwright/contract';
import { useActionState } from 'react';
import { signIn, signUp } from '#actions/auth.ts';
import { Field } from '#components/field.tsx';
import { Link } from '#components/link.tsx';
import { Notice } from '#components/notice.tsx';
import { SubmitButton } from '#components/submit-button.tsx';
import type { AuthState } from '#lib/auth-form.ts';

const START: AuthState = { email: '', name: '', errors: {}, message: null };

const KINDS = {
  in: {
    act: signIn,
    title: 'Sign in',
    button: 'Sign in',
    busy: 'Signing in…',
    other: { href: '/sign-up', question: 'New here?', label: 'Make an account' },
  },
  up: {
    act: signUp,
    title: 'Make an account',
    button: 'Make my account',
    busy: 'Making your account…',
    other: { href: '/sign-in', question: 'Have one already?', label: 'Sign in' },
  },
};

/** Signing in and signing up; whatever is in the guest's cart, and her orders, come along. */
export const AuthForm = ({ kind, next }: { kind: keyof typeof KINDS; next: string }) => {
  const { act, title, button, busy, other } = KINDS[kind];
  const [state, action] = useActionState(act, START);
  const wrong = state.message ?? Object.values(state.errors)[0] ?? null;
  return (
    <div className="shell max-w-md pt-12 md:pt-20">
      <h1 className="title-1">{title}</h1>
      <p className="mt-3 text-muted">Your cart and the orders of this browser come with you.</p>
      {wrong === null ? null : (
        <div className="mt-6">
          <Notice key={wrong} tone="bad" title={wrong} takesFocus />
        </div>
      )}
      <form action={action} className="mt-8 space-y-5">
        <input type="hidden" name="next" value={next} />
        {kind === 'up' ? (
          <Field
            name="name"
            label="Name (optional)"
            autoComplete="name"
            defaultValue={state.name}
            maxLength={200}
          />
        ) : null}
        <Field
          name="email"
          label="E-mail"
          type="email"
          autoComplete="email"
          defaultValue={state.email}
          error={state.errors.email}
          required
          maxLength={254}
        />
        <Field
          name="password"
          label="Password"
          type="password"
          autoComplete={kind === 'up' ? 'new-password' : 'current-password'}
          error={state.errors.password}
          required
          maxLength={PASSWORD_MAX_LENGTH}
          {...(kind === 'up'
            ? { minLength: PASSWORD_MIN_LENGTH, hint: `At least ${PASSWORD_MIN_LENGTH} characters.` }
            : {})}
        />
        <SubmitButton busy={busy} className="button w-full">
          {button}
        </SubmitButton>
      </form>
      <p className="mt-6 text-center text-muted">
        {other.question}{' '}
        <Link
          href={next === '/account' ? other.href : `${other.href}?next=${encodeURIComponent(next)}`}
          className="link"
        >
          {other.label}
        </Link>
      </p>
    </div>
  );
};
