import { type NextRequest, NextResponse } from 'next/server';

/**
 * Gives every page a Content-Security-Policy with a nonce of its own; Next puts the nonce on its scripts.
 * Pictures may come from anywhere: imported catalogues name remote ones.
 */
export function proxy(request: NextRequest): NextResponse {
  if (!isWellFormed(request.nextUrl.pathname)) return new NextResponse('Bad address', { status: 400 });
  // The route of the pictures has a stricter policy of its own.
  if (request.nextUrl.pathname.startsWith('/media/')) return NextResponse.next();
  const nonce = crypto.randomUUID().replaceAll('-', '');
  const policy = policyWith(nonce);
  const headers = new Headers(request.headers);
  headers.set('content-security-policy', policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set('content-security-policy', policy);
  return response;
}

/** Next answers 500 to an address with a broken escape such as `%E0%A4%A`. */
const isWellFormed = (path: string): boolean => {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
};

export const config = {
  matcher: [{ source: '/((?!_next/static|_next/image|icon.svg).*)' }],
};

const developing = process.env.NODE_ENV === 'development';

const policyWith = (nonce: string): string =>
  [
    "default-src 'self'",
    // React's development build evaluates strings; production never does.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${developing ? " 'unsafe-eval'" : ''}`,
    developing ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: https: http:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
