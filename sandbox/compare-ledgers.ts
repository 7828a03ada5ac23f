import type { FakeLedger } from "#wallets/fake-protocol";
import type { Api } from "./api.ts";

type Payment = { id: string; wallet: string; amount: { minor: string }; wallet_ref: string | null; created_at: string };

/** Newest ones; the nightly reconciliation compares everything, from the wallets' bills. */
const comparedMax = 100;

/**
 * Our newest paid payments against what the wallets' fakes believe: each must stand there under its number, with the
 * same amount and the same transaction number. The fakes may know more: other programs use the sandbox too. Only what
 * was made before `since` may be missing, and is told: a fake that was killed forgets its last second.
 */
export async function compareLedgers(api: Api, control: string, since: Date): Promise<string> {
  const { data } = await api.get<{ data: Payment[] }>(`/v1/payments?state=paid&limit=${comparedMax}`);
  const ledgers = (await (await fetch(`${control}/ledger.json`)).json()) as Record<string, FakeLedger>;
  const theirs = new Map(
    Object.entries(ledgers).flatMap(([wallet, { payments }]) =>
      payments.map((one) => [`${wallet} ${one.out_trade_no}`, one] as const),
    ),
  );
  const theirsOf = ({ wallet, id }: Payment) => theirs.get(`${wallet} ${id.slice("pay_".length)}`);
  const forgotten = data.filter((one) => !theirsOf(one) && new Date(one.created_at) < since);
  const compared = data.filter((one) => !forgotten.includes(one));
  const differing = compared.filter((one) => {
    const found = theirsOf(one);
    return found?.amount !== one.amount.minor || found.transaction_id !== one.wallet_ref || found.paid_at === null;
  });
  const names = differing.slice(0, 3).map((payment) => payment.id);
  if (names.length > 0) throw new Error(`${differing.length} of ${compared.length} differ, e.g. ${names.join(", ")}.`);
  return `${compared.length}${forgotten.length > 0 ? ` (${forgotten.length} older ones are forgotten there)` : ""}`;
}
