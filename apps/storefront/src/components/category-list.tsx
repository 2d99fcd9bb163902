import { Link } from '#components/link.tsx';
import { Picture } from '#components/picture.tsx';
import { categoryHref } from '#lib/address.ts';
import { pictureOf } from '#lib/pictures.ts';
import type { Department } from '#lib/shop-window.ts';
import { countOf } from '#lib/words.ts';

/** The home page's directory: each department with a picture of something in it. */
export const CategoryList = ({ departments }: { departments: readonly Department[] }) =>
  departments.length === 0 ? null : (
    <section aria-labelledby="categories" className="shell mt-16 md:mt-20">
      <h2 id="categories" className="title-2">
        Browse by category
      </h2>
      <ul className="mt-6 grid grid-cols-2 gap-x-3 gap-y-4 sm:grid-cols-3 md:grid-cols-5 md:gap-x-6 md:gap-y-8">
        {departments.map(({ category, picture }) => (
          <li key={category.categoryId} className="group relative flex min-w-0 items-center gap-3 md:block">
            <Picture
              {...pictureOf(picture?.image)}
              sizes="(min-width: 80rem) 15rem, (min-width: 48rem) 20vw, 4rem"
              alt=""
              title={category.title}
              className="w-16 shrink-0 md:w-auto"
            />
            <div className="min-w-0 md:mt-3">
              <h3 className="font-medium text-[0.9375rem] leading-snug tracking-normal md:text-base">
                <Link
                  href={categoryHref(category.handle)}
                  className="underline-offset-4 after:absolute after:inset-0 after:rounded-md group-hover:underline"
                >
                  {category.title}
                </Link>
              </h3>
              <p className="text-muted text-sm tabular-nums">{countOf(category.count, 'product')}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
