/** @jsxImportSource react */
import { createContext, type ReactNode, useContext } from "react";
import { useSay, useWords } from "../lib/language.tsx";
import type { List, Wallet } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { usePartnerName } from "./partner-names.ts";

const Context = createContext<readonly Wallet[]>([]);

/** The wallets' names and colours, read once for all pages. */
export function WalletNames({ children }: { children: ReactNode }) {
  const wallets = useLoad<List<Wallet>>("/v1/wallets");
  return <Context value={wallets.data?.data ?? []}>{children}</Context>;
}

export function useWalletName(): (id: string) => string {
  const wallets = useContext(Context);
  const words = useWords();
  const partner = usePartnerName();
  return (id) => words(wallets.find((one) => one.id === id)?.title) || partner(id);
}

const methodWords: Readonly<Record<string, readonly [string, string]>> = {
  qr: ["扫码", "QR code"],
  jump: ["网页跳转", "Web page"],
  app: ["应用", "App"],
  in_app: ["钱包内", "Inside the wallet"],
  code: ["付款码", "Payer's code"],
};

/** How somebody pays with a wallet. */
export function useMethodName(): (method: string) => string {
  const say = useSay();
  return (method) => say(...(methodWords[method] ?? ([method, method] as const)));
}

export function useWallets(): readonly Wallet[] {
  return useContext(Context);
}

/** Every wallet's own colour; a partner that is no wallet gets none. */
export function WalletName({ id }: { id: string }) {
  const wallets = useContext(Context);
  const name = useWalletName();
  const colour = wallets.find((one) => one.id === id)?.mark.colour;
  return (
    <span className="wallet-name">
      {colour === undefined ? null : <span className="wallet-mark" aria-hidden="true" style={{ background: colour }} />}
      {name(id)}
    </span>
  );
}
