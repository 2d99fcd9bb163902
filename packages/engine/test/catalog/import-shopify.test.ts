import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { finding, importing } from './importing.ts';

const { database } = await openTestDatabase();
const run = importing(database, 'shopify-csv');
const find = finding(database);

const HEADER =
  'Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Variant Compare At Price,Image Src,Image Position,Status';
/** A row by column; what is left out is empty. */
const row = (cells: Record<string, string>): string =>
  HEADER.split(',')
    .map((name) => {
      const cell = cells[name] ?? '';
      return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    })
    .join(',');
const file = (...rows: (Record<string, string> | string)[]): string =>
  [HEADER, ...rows.map((given) => (typeof given === 'string' ? given : row(given)))].join('\n');
const simple = (handle: string, over: Record<string, string> = {}): Record<string, string> => ({
  Handle: handle,
  Title: `The ${handle}`,
  'Variant Price': '9.99',
  'Option1 Name': 'Title',
  'Option1 Value': 'Default Title',
  ...over,
});

describe('rows of one handle', () => {
  it('are one product with its variants and pictures, options named by the first row', async () => {
    const { rejections, ...counts } = await run(
      file(
        simple('tee', {
          'Body (HTML)': '<p>Soft,\n"very" soft</p>',
          Vendor: 'Acme',
          Type: 'Shirts',
          Tags: 'new, soft',
          'Option1 Name': 'Size',
          'Option1 Value': 'S',
          'Variant Inventory Qty': '3',
          'Variant Compare At Price': '12',
          'Image Src': 'https://img.test/2.jpg',
          'Image Position': '2',
        }),
        {
          Handle: 'tee',
          'Option1 Value': 'M',
          'Variant Price': '1,010.50',
          'Variant Compare At Price': '5',
          'Variant Inventory Qty': '-2',
          'Variant SKU': 'TEE-M',
        },
        { Handle: 'tee', 'Image Src': 'https://img.test/1.jpg', 'Image Position': '1' },
      ),
    );
    expect(rejections).toEqual([]);
    expect(counts).toMatchObject({ status: 'completed', read: 3, created: 1, updated: 0, rejected: 0 });
    expect(await find('tee')).toMatchObject({
      title: 'The tee',
      description: '<p>Soft,\n"very" soft</p>',
      brand: 'Acme',
      categoryPath: ['Shirts'],
      attributes: { Tags: 'new, soft' },
      images: [
        { url: 'https://img.test/1.jpg', alt: '' },
        { url: 'https://img.test/2.jpg', alt: '' },
      ],
      variants: [
        {
          sku: 'tee:s',
          title: 'S',
          options: { Size: 'S' },
          price: { amount: 999 },
          compareAtPrice: { amount: 1_200 },
          availableToSell: 3,
        },
        {
          sku: 'TEE-M',
          options: { Size: 'M' },
          price: { amount: 101_050 },
          compareAtPrice: null,
          availableToSell: 0,
        },
      ],
    });
  });

  it('without options are a product with one plain variant', async () => {
    await run(file(simple('plain')));
    expect((await find('plain'))?.variants).toMatchObject([{ sku: 'plain', title: '', options: {} }]);
  });

  it('that come back further down are added to their product', async () => {
    const sized = { 'Option1 Name': 'Size', 'Option1 Value': 'S' };
    const result = await run(
      file(
        simple('back', sized),
        simple('between'),
        { Handle: 'back', 'Option1 Value': 'M', 'Variant Price': '3' },
        { Handle: 'back', 'Image Src': 'https://img.test/b.jpg' },
      ),
    );
    expect(result).toMatchObject({ read: 4, created: 2, updated: 0, rejected: 0 });
    expect(await find('back')).toMatchObject({
      images: [{ url: 'https://img.test/b.jpg' }],
      variants: [
        { sku: 'back:s', options: { Size: 'S' } },
        { sku: 'back:m', options: { Size: 'M' } },
      ],
    });
  });

  it('are a draft when they say so', async () => {
    await run(
      file(
        simple('unpublished', { Published: 'FALSE' }),
        simple('archived', { Published: 'true', Status: 'archived' }),
        simple('live', { Published: 'TRUE', Status: 'Active' }),
      ),
    );
    expect(
      await Promise.all(
        ['unpublished', 'archived', 'live'].map(async (handle) => (await find(handle))?.status),
      ),
    ).toEqual(['draft', 'draft', 'active']);
  });
});

describe('importing a file again', () => {
  it('updates its products and doubles nothing', async () => {
    const first = file(
      simple('again', { 'Option1 Name': 'Colour', 'Option1 Value': 'Red' }),
      { Handle: 'again', 'Option1 Value': 'Blue', 'Variant Price': '4' },
      simple('other'),
    );
    expect(await run(first)).toMatchObject({ created: 2, updated: 0 });
    const before = await find('again');
    expect(await run(first)).toMatchObject({ created: 0, updated: 2, rejected: 0 });
    expect(await find('again')).toEqual(before);
    await run(file(simple('again', { 'Variant Price': '1' })));
    expect((await find('again'))?.productId).toBe(before?.productId);
    expect((await find('again'))?.variants).toMatchObject([{ sku: 'again', price: { amount: 100 } }]);
  });

  it('twice at once makes each product once', async () => {
    const content = file(...Array.from({ length: 30 }, (_, index) => simple(`both-${index}`)));
    const runs = await Promise.all([run(content), run(content), run(content)]);
    expect(runs.map(({ rejected }) => rejected)).toEqual([0, 0, 0]);
    expect(runs.reduce((sum, { created }) => sum + created, 0)).toBe(30);
  });
});

describe('a product of which a row makes no sense', () => {
  it('is left out whole, and each such row is told with its line and the reason', async () => {
    const result = await run(
      file(
        simple('good-1', { 'Body (HTML)': 'two\nlines' }),
        simple('no-price', { 'Variant Price': '' }),
        simple('bad-price', { 'Variant Price': 'cheap' }),
        { Handle: 'bad-price', 'Option1 Value': 'x', 'Variant Price': '-1' },
        simple('bad-count', { 'Variant Inventory Qty': 'many' }),
        { Handle: 'no-title', 'Variant Price': '1' },
        { Title: 'no handle', 'Variant Price': '1' },
        simple('twice', { 'Variant SKU': 'T' }),
        { Handle: 'twice', 'Option1 Value': 'x', 'Variant SKU': 'T', 'Variant Price': '1' },
        simple('bad-picture', { 'Image Src': 'ftp://x/y.jpg' }),
        'short,Short,,',
        simple('nul', { Title: 'a\0b' }),
        simple('good-2'),
      ),
    );
    expect(result.rejections.map(({ line, reason }) => [line, reason.replace(/ \(.*/, '')])).toEqual([
      [4, 'has no Variant Price'],
      [5, 'the Variant Price “cheap” is no price in USD'],
      [6, 'the Variant Price “-1” is no price in USD'],
      [7, 'the Variant Inventory Qty “many” is no whole number'],
      [8, 'the first row of a product has no Title'],
      [9, 'has no Handle'],
      [11, 'the SKU “T” is also the one of line 10'],
      [12, 'the picture “ftp://x/y.jpg” is no web address'],
      [13, 'has 4 fields where the first row has 16; was it cut short?'],
      [14, 'holds the character U+0000'],
    ]);
    expect(result).toMatchObject({ status: 'completed', created: 2, rejected: 10, read: 13 });
    expect(await find('bad-price')).toBeUndefined();
    expect(await find('good-2')).toBeDefined();
  });

  it('is one whose SKU another product has', async () => {
    const result = await run(
      file(simple('owner', { 'Variant SKU': 'OWNED' }), simple('thief', { 'Variant SKU': 'OWNED' })),
    );
    expect(result).toMatchObject({
      created: 1,
      rejected: 1,
      rejections: [{ line: 3, reason: expect.stringContaining('OWNED') }],
    });
  });
});

describe('files as they come', () => {
  it('may have a byte order mark, CRLF, quotes escaped with a backslash, and columns we do not know', async () => {
    const header = `\ufeff"Handle",Title,Variant Price,Colour (product.metafields.custom.colour),Body (HTML)`;
    const content = [
      header,
      'escaped,"5\\" nails",1,x,"<p class=\\"a\\">He said \\"yes\\", twice</p>"',
      'doubled,"5"" nails",1,x,"two\r\nlines"',
      'path,"C:\\",1,x,',
      'after,After,nonsense,x,',
    ].join('\r\n');
    const result = await run(content, { chunkBytes: 7 });
    expect(await find('escaped')).toMatchObject({
      title: '5" nails',
      description: '<p>He said "yes", twice</p>',
    });
    expect((await find('doubled'))?.title).toBe('5" nails');
    expect((await find('path'))?.title).toBe('C:\\');
    expect(result.rejections).toMatchObject([{ line: 6 }]);
  });

  it.each([1, 2, 3, 5, 1_000_000])('are read the same in chunks of %i bytes', async (chunkBytes) => {
    const result = await run(`\ufeff${file(simple('chunked', { 'Body (HTML)': 'é "q"\r\nz' }))}\r\n`, {
      chunkBytes,
    });
    expect(result).toMatchObject({ read: 1, rejected: 0 });
    expect((await find('chunked'))?.description).toBe('é "q"\r\nz');
  });

  it('whose last row is cut short give all before it', async () => {
    const whole = file(
      simple('first'),
      simple('second', { Title: 'Second, with a comma' }),
      simple('third', { Title: 'Third, with a comma' }),
    );
    const result = await run(whole.slice(0, whole.indexOf('Third') + 3));
    expect(result).toMatchObject({
      status: 'completed',
      created: 2,
      rejections: [{ line: 4, reason: expect.stringContaining('cut short') }],
    });
    expect(await find('third')).toBeUndefined();
  });

  it('cut at any byte never give half a product', async () => {
    const sized = { 'Option1 Name': 'Size', 'Option1 Value': 'S' };
    const whole = file(
      simple('cut-a', sized),
      { Handle: 'cut-a', 'Option1 Value': 'M', 'Variant Price': '3', Status: 'x' },
      simple('cut-b'),
    );
    const end = whole.lastIndexOf('\ncut-b');
    for (let at = whole.indexOf('\ncut-a,,') + 2; at < end; at += 3) {
      await database.query("DELETE FROM catalog.product WHERE handle = 'cut-a'");
      await run(whole.slice(0, at), { chunkBytes: 1_000 });
      expect((await find('cut-a'))?.variants.length ?? 2).toBe(2);
    }
  });

  it('in another encoding than UTF-8 are told so, row by row', async () => {
    const latin = Buffer.from(file(simple('plain-ascii'), simple('caf', { Title: 'Caf\u00e9' })), 'latin1');
    const result = await run(latin);
    expect(result).toMatchObject({
      created: 1,
      rejections: [{ line: 3, reason: expect.stringContaining('UTF-8') }],
    });
    expect(await run(Buffer.from(`\ufeff${file(simple('x'))}`, 'utf16le'))).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('UTF-16'),
    });
  });

  it.each([
    ['', 'is empty'],
    ['{"title":"x"}', 'first row'],
    ['Handle;Title;Variant Price\na;b;1', 'found: Handle;Title;Variant Price'],
    ['\x7fELF\x02\x01\x01\0\0', 'first row'],
    [`Handle,Title,Variant Price\na,"${'x'.repeat(1_100_000)}`, 'longer than'],
  ])('that are none fail with a reason (%#)', async (content, reason) => {
    expect(await run(content, { chunkBytes: 65_536 })).toMatchObject({
      status: 'failed',
      error: expect.stringContaining(reason),
      created: 0,
    });
  });

  it('that break off keep the products that came whole', async () => {
    const content = file(...Array.from({ length: 50 }, (_, index) => simple(`broken-off-${index}`)));
    const result = await run(content, { breakOffAt: content.indexOf('broken-off-30') });
    expect(result).toMatchObject({ status: 'failed', error: 'the upload broke off' });
    expect(result.created).toBeGreaterThanOrEqual(28);
    expect(await find('broken-off-27')).toBeDefined();
    expect(await find('broken-off-31')).toBeUndefined();
  });
});

describe('prices', () => {
  it.each([
    ['9.99', 999],
    ['$1,250', 125_000],
    ['1.250,50 €', 125_050],
    ['9,99', 999],
    ['USD 12', 1_200],
    ['10.500', 1_050],
    ['0', 0],
  ])('%s are understood', async (text, amount) => {
    await run(file(simple('priced', { 'Variant Price': text })));
    expect((await find('priced'))?.variants[0]?.price.amount).toBe(amount);
  });

  it.each(['-1', '9.999', '1e3', '1,2,3', 'free', '99999999999999999'])('%s is refused', async (text) => {
    expect(await run(file(simple('unpriced', { 'Variant Price': text })))).toMatchObject({
      rejected: 1,
      created: 0,
    });
  });
});

describe('more rejections than are kept', () => {
  it('are all counted', async () => {
    const result = await run(
      file(...Array.from({ length: 1_300 }, (_, index) => simple(`r-${index}`, { 'Variant Price': '' }))),
      { chunkBytes: 65_536 },
    );
    expect(result.rejected).toBe(1_300);
    expect(result.rejections).toHaveLength(1_000);
    expect(result.rejections.at(-1)?.line).toBe(1_001);
  });
});
