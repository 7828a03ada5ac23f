/**
 * Headers under the names that the wallets write: inside they are in lower case, but WeChat Pay's Java SDK looks for
 * exactly "Wechatpay-Timestamp" and "Request-ID". Alipay's own names are in lower case on the wire too.
 */
export function wireNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [wireName(name), value]));
}

function wireName(name: string): string {
  if (name === "request-id") return "Request-ID";
  if (name.startsWith("alipay-") || name.includes("_")) return name;
  return name.replaceAll(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
