/**
 * The Content-Security-Policy under which this page is served (and tested). Nothing inline, nothing from third parties;
 * goods' pictures may lie on the marketplace's own hosts. The server keeps a copy: rooms of src/ import nothing of
 * web/.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: https: http:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'self' https: http:",
  "frame-ancestors 'none'",
].join("; ");
