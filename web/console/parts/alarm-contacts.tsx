/** @jsxImportSource react */
import { useMay } from "../lib/session.tsx";
import type { Alarm, List, WalletAccount } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { ContactsButton } from "./contacts.tsx";

/** Whom to call at the wallet that an alarm is about: it names the wallet, or one of our accounts there. */
export function AlarmContacts({ of }: { of: Alarm }) {
  const may = useMay();
  const { wallet, wallet_account: account } = of.about;
  const byAccount = wallet === undefined && typeof account === "string" && may("contacts:read");
  const accounts = useLoad<List<WalletAccount>>(byAccount ? "/v1/wallet-accounts?limit=100" : null);
  const named = typeof wallet === "string" ? wallet : accounts.data?.data.find((one) => one.id === account)?.wallet;
  if (named === undefined) return null;
  return <ContactsButton kind="partner" name={named} marketplace={of.marketplace} first="emergency" />;
}
