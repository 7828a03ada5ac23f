import type { PayerCodeRule } from "#wallets/protocol";

/**
 * Tells the network of a payer's code (the bar code that a buyer's app shows to a till) by prefix and length. The
 * prefix is the network, not the app: JD's and banks' apps often show a code of another network's.
 */
export type PayerCode =
  | { ok: true; network: string; code: string }
  | { ok: false; fault: "payer_code_unknown" | "payer_code_ambiguous"; networks: readonly string[] };

/** What a network claims: a wallet's id, or a network's that no wallet of this house speaks. */
export type NetworkRule = PayerCodeRule & { network: string };

/** Networks that are known and not spoken here. Digital yuan: remembered, not verified. */
export const otherNetworks: readonly NetworkRule[] = [{ network: "ecny", prefix: "01", digits: { min: 19, max: 19 } }];

/** What the wallets themselves say of their codes. */
export function rulesOf(
  wallets: readonly { id: string; payerCodes: readonly PayerCodeRule[] }[],
): readonly NetworkRule[] {
  const own = wallets.flatMap(({ id, payerCodes }) => payerCodes.map((rule) => ({ ...rule, network: id })));
  return [...own, ...otherNetworks];
}

function fits(rule: NetworkRule, code: string): boolean {
  if ("shape" in rule) return new RegExp(rule.shape).test(code);
  const { prefix, digits } = rule;
  return /^\d+$/.test(code) && code.startsWith(prefix) && code.length >= digits.min && code.length <= digits.max;
}

/** Spaces and line ends, which scanners add, do not count. Whatever more than one network claims is ambiguous. */
export function readPayerCode(scanned: string, rules: readonly NetworkRule[]): PayerCode {
  const code = scanned.replace(/[\s-]/g, "");
  const networks = [...new Set(rules.filter((rule) => fits(rule, code)).map((rule) => rule.network))];
  const [network] = networks;
  if (network === undefined) return { ok: false, fault: "payer_code_unknown", networks };
  if (networks.length > 1) return { ok: false, fault: "payer_code_ambiguous", networks };
  return { ok: true, network, code };
}
