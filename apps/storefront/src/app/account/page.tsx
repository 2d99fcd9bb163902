import { LogOut, Package } from 'lucide-react';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { signOut } from '#actions/auth.ts';
import { Link } from '#components/link.tsx';
import { SubmitButton } from '#components/submit-button.tsx';
import { shopPage } from '#lib/page.tsx';
import { currentCustomer } from '#lib/shopper.ts';

export const metadata: Metadata = {
  title: 'Your account',
  description: 'Who you are here.',
  robots: { index: false },
};

const Account = async () => {
  const customer = await currentCustomer();
  if (customer === null) redirect('/sign-in');
  return (
    <div className="shell max-w-2xl pt-12 md:pt-20">
      <h1 className="title-1">{customer.name === null ? 'Hello' : `Hello, ${customer.name}`}</h1>
      <p className="mt-3 break-words text-muted">Signed in as {customer.email}.</p>
      <div className="mt-10 flex flex-wrap gap-4">
        <Link href="/orders" className="button">
          <Package aria-hidden="true" className="size-5" />
          Your orders
        </Link>
        <form action={signOut}>
          <SubmitButton busy="Signing out…" className="button button-quiet">
            <LogOut aria-hidden="true" className="size-5" />
            Sign out
          </SubmitButton>
        </form>
      </div>
    </div>
  );
};

export default shopPage(Account);
