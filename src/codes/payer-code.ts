/**
 * Tells the network of a payer's code (the bar code that a buyer's app shows to a till) by prefix and length. The
 * prefix is the network, not the app: JD's and banks' apps often show a UnionPay code.
 */
export type PayerCode =
  | { ok: true; network: PayerNetwork; code: string }
  | { ok: false; fault: "payer_code_unknown" | "payer_code_ambiguous"; networks: readonly PayerNetwork[] };

export type PayerNetwork = "wechatpay" | "alipay" | "unionpay" | "jdpay" | "ecny";

type Rule = { network: PayerNetwork; shape: RegExp };

/**
 * WeChat Pay, Alipay and UnionPay: their documents. JD Pay's own codes and e-CNY: remembered, not verified. Some
 * gateways take UnionPay codes of 16 to 20 digits; the 19 of the standard are taken here.
 */
const rules: readonly Rule[] = [
  { network: "wechatpay", shape: /^1[0-5]\d{16}$/ },
  { network: "alipay", shape: /^(2[5-9]|30)\d{14,22}$/ },
  // A face token of Alipay's own terminals: no digits.
  { network: "alipay", shape: /^fp[0-9a-zA-Z]{33}$/ },
  { network: "unionpay", shape: /^62\d{17}$/ },
  { network: "jdpay", shape: /^18\d{16}$/ },
  { network: "ecny", shape: /^01\d{17}$/ },
];

/** Spaces and line ends, which scanners add, do not count. `more` are rules that a deployment adds. */
export function readPayerCode(scanned: string, more: readonly Rule[] = []): PayerCode {
  const code = scanned.replace(/[\s-]/g, "");
  const networks = [
    ...new Set([...rules, ...more].filter((rule) => rule.shape.test(code)).map((rule) => rule.network)),
  ];
  const [network] = networks;
  if (network === undefined) return { ok: false, fault: "payer_code_unknown", networks };
  if (networks.length > 1) return { ok: false, fault: "payer_code_ambiguous", networks };
  return { ok: true, network, code };
}
