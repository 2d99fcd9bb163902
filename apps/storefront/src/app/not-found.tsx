import type { Metadata } from 'next';
import { Empty } from '#components/empty.tsx';

export const metadata: Metadata = { title: 'Not found' };

const NotFound = () => (
  <Empty title="There is nothing here" link={{ href: '/products', label: 'See everything we have' }}>
    The address may be mistyped, or what was here has left the shop.
  </Empty>
);

export default NotFound;
