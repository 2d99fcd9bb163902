import sanitizeHtml from 'sanitize-html';

const TAGS = [
  ...['p', 'br', 'hr', 'div', 'span', 'blockquote', 'pre', 'code'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
  ...['strong', 'b', 'em', 'i', 'u', 's', 'small', 'sub', 'sup', 'mark'],
  ...['ul', 'ol', 'li', 'dl', 'dt', 'dd'],
  ...['table', 'caption', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
  'a',
];

const OPTIONS: sanitizeHtml.IOptions = {
  allowedTags: TAGS,
  allowedAttributes: { a: ['href', 'title', 'rel'], th: ['colspan', 'rowspan'], td: ['colspan', 'rowspan'] },
  allowedSchemes: ['http', 'https', 'mailto'],
  allowedSchemesAppliedToAttributes: ['href'],
  allowProtocolRelative: false,
  disallowedTagsMode: 'discard',
  // Deeper nesting than any text needs; parsers of browsers take time with it.
  nestingLimit: 30,
  // A link that a product brings along vouches for nothing and gets no handle on our page.
  transformTags: { a: sanitizeHtml.simpleTransform('a', { rel: 'nofollow noopener' }) },
};

/**
 * HTML that can be shown as it is: formatting stays; scripts, styles, handlers, pictures and links to anything
 * but http, https and mailto go.
 */
export const safeDescription = (html: string): string =>
  /[<>&]/.test(html) ? sanitizeHtml(html, OPTIONS).trim() : html.trim();
