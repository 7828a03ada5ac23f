import type { MountedWallet } from "../open-wallet.ts";
import { Refusal } from "../problem.ts";

/** The wallet of that name; a clear refusal when there is none. */
export function namedWallet(mounted: readonly MountedWallet[], name: unknown): MountedWallet {
  const found = mounted.find(({ wallet }) => wallet.id === name);
  if (found) return found;
  const known = mounted.map(({ wallet }) => wallet.id).join(", ");
  throw new Refusal(400, "unknown_wallet", {
    en: `There is no wallet ${JSON.stringify(name)} in this sandbox. Wallets: ${known}.`,
    zh: `本沙盒没有钱包 ${JSON.stringify(name)}。可用：${known}。`,
  });
}

/** Whose code it is: as told, else the wallet that knows the code, else the one whose codes look like it. */
export async function walletOfCode(mounted: readonly MountedWallet[], name: unknown, code: string) {
  if (name !== undefined && name !== null) return namedWallet(mounted, name);
  for (const one of mounted) {
    const view = await one.fake.look(code);
    if (view.state !== "unknown_code") return one;
  }
  const alike = mounted.find((one) => one.wallet.ownsCode(code) || code.startsWith(`${one.origin}/`));
  if (alike) return alike;
  throw new Refusal(400, "wallet_not_told", {
    en: 'No wallet of this sandbox knows this code. Name the wallet in "wallet", or check the code.',
    zh: "沙盒里没有钱包认识这个码。请用 wallet 指明钱包，或检查这个码。",
  });
}
