import type { PayMethod, Wallet } from "#wallets/protocol";

/** How long a charge may stay unclear before it is reversed: a payer's code lives a minute, a queue does not wait. */
export const chargeMs = 45_000;
/** Nothing tells of a charge by itself, so it is asked for soon, and again. */
export const chargeAskMs = 5_000;

/**
 * The wallet as a payment's method sees it. A payer's code is charged, asked for and reversed by calls of its own; here
 * they stand where the others' do, so that a charge has the same intent, outcome and books as every payment.
 */
export function walletFor(wallet: Wallet, method: PayMethod, payerCode?: string): Wallet {
  const { charge } = wallet;
  if (method !== "code") return wallet;
  if (!charge) return { ...wallet, ...noCharge };
  return {
    ...wallet,
    async start({ method: _method, device: _device, returnUrl: _url, ...request }) {
      // The code is kept nowhere: whoever comes back to a charge asks for it, and never makes it.
      if (payerCode === undefined) return { kind: "unknown", cause: "a payer's code is charged only once" };
      return await charge.charge({ ...request, payerCode });
    },
    ask: (subject) => charge.ask(subject),
    close: (subject) => charge.reverse(subject),
  };
}

const cannot = async () =>
  ({ kind: "unknown", cause: "this wallet account charges no payer codes", alarm: true }) as const;
const noCharge: Pick<Wallet, "start" | "ask" | "close"> = { start: cannot, ask: cannot, close: cannot };
