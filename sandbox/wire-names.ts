/**
 * Headers under the names that the wallets write: inside they are in lower case, but WeChat Pay's Java SDK looks for
 * exactly "Wechatpay-Timestamp" and "Request-ID". Alipay's own names are in lower case on the wire too.
 */
export function wireNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  const named: Record<string, string> = {};
  for (const name in headers) named[nameOf(name)] = headers[name] as string;
  return named;
}

const known = new Map<string, string>();
/** Wallets send a few dozen names; a merchant's own may be anything. */
const knownMax = 500;

function nameOf(name: string): string {
  const found = known.get(name);
  if (found !== undefined) return found;
  const made = wireName(name);
  if (known.size < knownMax) known.set(name, made);
  return made;
}

function wireName(name: string): string {
  if (name === "request-id") return "Request-ID";
  if (name.startsWith("alipay-") || name.includes("_")) return name;
  return name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
