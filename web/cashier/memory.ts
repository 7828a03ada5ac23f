import type { Access } from "./api.ts";

/**
 * What a tab remembers: the secret of a checkout, so that a wallet's jump back to /pay/<id> finds it without the hash;
 * and, across tabs, the wallet that was used last. Private windows may refuse storage: then nothing is remembered.
 */
export type Memory = {
  keepAccess(access: Access): void;
  accessOf(checkout: string): Access | null;
  /** The payment for which the buyer left to a wallet. */
  leave(checkout: string, payment: string): void;
  /** Once: the payment that the buyer left for. */
  takeLeft(checkout: string): string | null;
  lastWallet(): string | null;
  keepWallet(wallet: string): void;
  /** The language that was chosen on this page (by its path). */
  language(path: string): string | null;
  keepLanguage(path: string, language: string): void;
};

type Shelf = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export function openMemory(tab: () => Shelf, machine: () => Shelf): Memory {
  const read = (shelf: () => Shelf, name: string): string | null => {
    try {
      return shelf().getItem(`hutong:${name}`);
    } catch {
      return null;
    }
  };
  const write = (shelf: () => Shelf, name: string, text: string | null): void => {
    try {
      if (text === null) shelf().removeItem(`hutong:${name}`);
      else shelf().setItem(`hutong:${name}`, text);
    } catch {
      // Storage is refused or full: the page works without it.
    }
  };
  return {
    keepAccess(access) {
      if (access.checkout) write(tab, `access:${access.checkout}`, `${access.kind} ${tokenOf(access)}`);
    },
    accessOf(checkout) {
      const [kind, token] = read(tab, `access:${checkout}`)?.split(" ") ?? [];
      if (!token) return null;
      return kind === "friend" ? { kind, checkout, token } : { kind: "buyer", checkout, secret: token };
    },
    leave: (checkout, payment) => write(tab, `left:${checkout}`, payment),
    takeLeft(checkout) {
      const payment = read(tab, `left:${checkout}`);
      if (payment) write(tab, `left:${checkout}`, null);
      return payment;
    },
    lastWallet: () => read(machine, "wallet"),
    keepWallet: (wallet) => write(machine, "wallet", wallet),
    language: (path) => read(tab, `language:${path}`),
    keepLanguage: (path, language) => write(tab, `language:${path}`, language),
  };
}

function tokenOf(access: Access): string {
  return access.kind === "buyer" ? access.secret : access.token;
}

/** Reads `/pay/<id>#<secret>[&openid=…]` and `/pay/friend/<token>`; null when the address holds no way in. */
export function accessFrom(path: string, hash: string, memory: Pick<Memory, "accessOf">): Access | null {
  const friend = /\/friend\/([^/]+)\/?$/.exec(path)?.[1];
  if (friend) return { kind: "friend", checkout: null, token: decodeURIComponent(friend) };
  const checkout = /\/(chk_[^/]+)\/?$/.exec(path)?.[1];
  if (!checkout) return null;
  const secret = /^#(cs_[^&]+)/.exec(hash)?.[1];
  return secret ? { kind: "buyer", checkout, secret } : memory.accessOf(checkout);
}

/** The buyer's identity in the host app, where the marketplace knows it and handed it over behind the secret. */
export function openidFrom(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, "")).get("openid");
}
