/**
 * Whether a text is a DNS name of two labels or more, in lower case: ACM and Route 53 give names
 * back in lower case, and a plan would show any other as changed.
 */
export const isHostName = (text: string): boolean =>
  text.length <= 253 &&
  /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/.test(text);

/** A name without the wildcard before it, as `example.com` of `*.example.com`. */
export const withoutWildcard = (host: string): string => host.replace(/^\*\./, "");

/** Whether a certificate may bear a name: up to 64 characters without the wildcard (ACM API, RequestCertificate). */
export const isCertifiable = (host: string): boolean => withoutWildcard(host).length <= 64;

/**
 * Whether a DNS name is a zone's or lies below it. Takes anything, as the rules of options look at
 * values whose types are not checked yet.
 */
export const isWithin = (name: unknown, zone: unknown): boolean =>
  name === zone || String(name).endsWith(`.${String(zone)}`);
