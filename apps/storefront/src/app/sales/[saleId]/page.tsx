import type { Product } from '@cartwright/contract';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Breadcrumbs } from '#components/breadcrumbs.tsx';
import { Link } from '#components/link.tsx';
import { Picture } from '#components/picture.tsx';
import { SaleOffer } from '#components/sale-offer.tsx';
import { SalePrice } from '#components/sale-price.tsx';
import { decoded, productHref } from '#lib/address.ts';
import { placeNow } from '#lib/line.ts';
import { formatMoney } from '#lib/money.ts';
import { ifAnswered, shopPage } from '#lib/page.tsx';
import { pictureOf } from '#lib/pictures.ts';
import { productOfSale, saleNow, shownInSale, usualPrice } from '#lib/sales.ts';

type Props = { params: Promise<{ saleId: string }> };

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const told = await ifAnswered(saleNow(decoded((await params).saleId)), null);
  if (told === null) return { title: 'Sale' };
  const { sale } = told;
  return {
    title: sale.title,
    description: `${sale.title}: ${sale.allocation} for ${formatMoney(sale.price)} each, for a while.`,
  };
};

const SalePage = async ({ params }: Props) => {
  const told = await saleNow(decoded((await params).saleId));
  if (told === null) notFound();
  const { sale, now } = told;
  const [product, place] = await Promise.all([
    productOfSale(sale),
    sale.waitingRoom ? ifAnswered(placeNow(sale.saleId), null) : null,
  ]);
  const { image, name } = shownInSale(sale, product);
  return (
    <>
      <Breadcrumbs crumbs={[{ title: 'Sales', href: '/sales' }]} current={sale.title} />
      <div className="shell mt-6 grid grid-cols-1 gap-x-16 gap-y-8 md:grid-cols-2 lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
        <Picture
          {...pictureOf(image)}
          sizes="(min-width: 80rem) 42rem, (min-width: 48rem) 50vw, 100vw"
          alt={image?.alt || (product?.title ?? '')}
          title={sale.title}
          eager
          className="rounded-lg md:sticky md:top-6 md:self-start"
        />
        <div className="min-w-0 md:py-2">
          <p className="text-muted">Sale</p>
          <h1 className="title-1 mt-1">{sale.title}</h1>
          {name === '' ? null : <p className="mt-2">{name}</p>}
          <SalePrice price={sale.price} usual={usualPrice(sale, product)} className="mt-4 text-2xl" />
          <SaleOffer sale={sale} now={now} intentKey={crypto.randomUUID()} place={place} />
          {product === null ? (
            <p className="mt-8 text-muted">What was sold here has left the shop.</p>
          ) : (
            <About product={product} sku={sale.sku} />
          )}
        </div>
      </div>
    </>
  );
};

const About = ({ product, sku }: { product: Product; sku: string }) => (
  <section aria-labelledby="about" className="mt-10 border-line border-t pt-8">
    <h2 id="about" className="title-2">
      About it
    </h2>
    {/* The engine makes descriptions safe when they come in, and the page's policy runs no foreign script. */}
    <div className="prose mt-4" dangerouslySetInnerHTML={{ __html: product.description }} />
    <p className="mt-5">
      <Link href={productHref(product.handle, sku)} className="link">
        See {product.title} with all its details
      </Link>
    </p>
  </section>
);

export default shopPage(SalePage);
