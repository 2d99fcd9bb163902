import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { AuthForm } from '#components/auth-form.tsx';
import { localPath, single } from '#lib/address.ts';
import type { SearchParams } from '#lib/listing.ts';
import { shopPage } from '#lib/page.tsx';
import { currentCustomer } from '#lib/shopper.ts';

export const metadata: Metadata = {
  title: 'Sign in',
  description: 'Keep your cart and your orders together.',
  robots: { index: false },
};

type Props = { searchParams: Promise<SearchParams> };

const Page = async ({ searchParams }: Props) => {
  const next = localPath(single((await searchParams).next), '/account');
  if ((await currentCustomer()) !== null) redirect(next);
  return <AuthForm kind="in" next={next} />;
};

export default shopPage(Page);
