import type { Product, Sale, Variant } from '@cartwright/contract';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { AddToCart } from '#components/add-to-cart.tsx';
import { Breadcrumbs } from '#components/breadcrumbs.tsx';
import { Gallery } from '#components/gallery.tsx';
import { OptionPicker } from '#components/option-picker.tsx';
import { Price, StockLine } from '#components/price.tsx';
import { SaleBanner } from '#components/sale-banner.tsx';
import { categoryHref, decoded, productHref, single } from '#lib/address.ts';
import { productOf } from '#lib/catalogue.ts';
import type { SearchParams } from '#lib/listing.ts';
import { leadOn } from '#lib/moved.ts';
import { ifReachable, shopPage } from '#lib/page.tsx';
import { pictureOf } from '#lib/pictures.ts';
import { choiceInSale, foremostSale, salesNow } from '#lib/sales.ts';
import { currentCart } from '#lib/shopper.ts';
import { chosenVariant, optionsOf, shownPicture } from '#lib/variants.ts';
import { plainWords } from '#lib/words.ts';

type Props = { params: Promise<{ handle: string }>; searchParams: Promise<SearchParams> };

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const product = await ifReachable(productOf(decoded((await params).handle)), null);
  if (product === null) return { title: 'Product' };
  const { source } = pictureOf(product.images[0]);
  return {
    title: product.title,
    description:
      plainWords(product.description) || `${product.title}${product.brand ? ` by ${product.brand}` : ''}`,
    alternates: { canonical: `/products/${encodeURIComponent(product.handle)}` },
    ...(source?.startsWith('http') ? { openGraph: { title: product.title, images: [source] } } : {}),
  };
};

const ProductPage = async ({ params, searchParams }: Props) => {
  const [{ handle }, search] = await Promise.all([params, searchParams]);
  const [product, cart, { sales, now }] = await Promise.all([
    productOf(decoded(handle)),
    ifReachable(currentCart(), null),
    salesNow(),
  ]);
  if (product === null) notFound();
  leadOn({ from: decoded(handle), to: product.handle, href: productHref(product.handle) }, search);
  const chosen = chosenVariant(product, single(search.sku));
  if (chosen === undefined) notFound();
  const inCart = cart?.lines.find(({ sku }) => sku === chosen.sku)?.quantity ?? 0;
  const shown = shownPicture(product, chosen, single(search.picture));
  const sale = saleOf(product, chosen, sales);
  const pictures = product.images.map((image) => ({ ...pictureOf(image), alt: image.alt }));
  return (
    <>
      <Breadcrumbs crumbs={crumbsOf(product)} current={product.title} />
      <div className="shell mt-6 grid grid-cols-1 gap-x-16 gap-y-8 md:grid-cols-2 lg:grid-cols-[minmax(0,1.15fr)_minmax(0,1fr)]">
        <Gallery
          key={`${product.productId}/${shown}`}
          pictures={pictures}
          title={product.title}
          sku={single(search.sku)}
          shown={shown}
        />
        <div className="min-w-0 md:py-2">
          {product.brand === null ? null : <p className="text-muted">{product.brand}</p>}
          <h1 className="title-1 mt-1">{product.title}</h1>
          <Price variant={chosen} />
          {sale === undefined ? null : (
            <SaleBanner
              sale={sale}
              choice={sale.sku === chosen.sku ? '' : choiceInSale(sale, product)}
              now={now}
            />
          )}
          <OptionPicker product={product} options={optionsOf(product, chosen)} />
          <StockLine availableToSell={chosen.availableToSell} />
          <AddToCart
            key={chosen.sku}
            sku={chosen.sku}
            title={product.title}
            availableToSell={chosen.availableToSell}
            inCart={inCart}
          />
          <Details product={product} sku={chosen.sku} />
        </div>
      </div>
    </>
  );
};

const Details = ({ product, sku }: { product: Product; sku: string }) => (
  <>
    {product.description.trim() === '' ? null : (
      <section aria-labelledby="about" className="mt-10 border-line border-t pt-8">
        <h2 id="about" className="title-2">
          About it
        </h2>
        {/* The engine makes descriptions safe when they come in, and the page's policy runs no foreign script. */}
        <div className="prose mt-4" dangerouslySetInnerHTML={{ __html: product.description }} />
      </section>
    )}
    <section aria-labelledby="details" className="mt-10 border-line border-t pt-8">
      <h2 id="details" className="title-2">
        Details
      </h2>
      <dl className="mt-4 text-[0.9375rem]">
        {[...Object.entries(product.attributes), ['Article number', sku] as const].map(([name, value]) => (
          <div
            key={name}
            className="grid grid-cols-[minmax(0,2fr)_minmax(0,5fr)] gap-4 border-line border-b py-2.5"
          >
            <dt className="break-words text-muted first-letter:uppercase">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  </>
);

/** The sale to tell of: one of the chosen variant, else one of another. */
const saleOf = (product: Product, chosen: Variant, sales: readonly Sale[]): Sale | undefined => {
  const skus = new Set(product.variants.map(({ sku }) => sku));
  const ofProduct = sales.filter(({ sku }) => skus.has(sku));
  return foremostSale(ofProduct.filter(({ sku }) => sku === chosen.sku)) ?? foremostSale(ofProduct);
};

const crumbsOf = (product: Product) =>
  product.categoryPath.flatMap((title, depth) => {
    const handle = product.categoryHandles[depth];
    return handle === undefined ? [] : [{ title, href: categoryHref(handle) }];
  });

export default shopPage(ProductPage);
