/** @jsxImportSource react */
import { useMay } from "../lib/session.tsx";
import type { Alarm, List, WalletAccount } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { ContactsButton } from "./contacts.tsx";

type WalletOf = (alarm: Alarm) => string | undefined;

/** The wallet that an alarm is about: it names the wallet, or one of our accounts there, read once for all. */
export function useAlarmWallet(alarms: readonly Alarm[]): WalletOf {
  const may = useMay();
  const asks = alarms.some(({ about }) => about["wallet"] === undefined && typeof about["wallet_account"] === "string");
  const accounts = useLoad<List<WalletAccount>>(asks && may("contacts:read") ? "/v1/wallet-accounts?limit=100" : null);
  return ({ about: { wallet, wallet_account: account } }) => {
    if (wallet !== undefined) return typeof wallet === "string" ? wallet : undefined;
    return accounts.data?.data.find((one) => one.id === account)?.wallet;
  };
}

/** Whom to call there; nothing where the alarm is about no wallet. */
export function AlarmContacts({ of, walletOf }: { of: Alarm; walletOf: WalletOf }) {
  const named = walletOf(of);
  if (named === undefined) return null;
  return <ContactsButton kind="partner" name={named} marketplace={of.marketplace} first="emergency" />;
}
