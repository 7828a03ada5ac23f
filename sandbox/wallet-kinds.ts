import type { FakeCredentials, FakeOutside, WalletFake } from "#wallets/fake-protocol";
import type { RawRequest, Words } from "#wallets/protocol";

/** What the sandbox must know of a wallet in order to mount its fake. */
export type SandboxWallet<Credentials extends FakeCredentials = FakeCredentials> = {
  id: string;
  title: Words;
  /** For the pretend phone's icon. */
  colour: string;
  makeCredentials(now: Date): Promise<Credentials>;
  makeFake(credentials: Credentials, outside: FakeOutside): WalletFake;
  /** What a merchant's server is told: the wallet's part of /credentials.json. */
  published(credentials: Credentials, origin: string): Record<string, unknown>;
  /** Settings of our own wallet account at this fake. */
  accountSettings(credentials: Credentials, origin: string): Record<string, string>;
  /** True where the code can only be this wallet's, by its shape. */
  ownsCode(code: string): boolean;
  /** The code of a pay page that a person's browser opens on the wallet's origin; null for a merchant's server. */
  browserCode(request: RawRequest, origin: string): string | null;
  /** The user agent of the wallet's own browser, in which it opens what it scans. */
  userAgent?: string;
  /** True where its app reads EMVCo's merchant-presented text. */
  readsEmv?: boolean;
  /** The codes in an answer that is no JSON. */
  codesIn?(answer: string): readonly string[];
};

/** Hides a wallet's type of credentials, so that the list of wallets needs no `any`. */
export function sandboxWallet<Credentials extends FakeCredentials>(wallet: SandboxWallet<Credentials>): SandboxWallet {
  return {
    ...wallet,
    makeFake: (credentials, outside) => wallet.makeFake(credentials as Credentials, outside),
    published: (credentials, origin) => wallet.published(credentials as Credentials, origin),
    accountSettings: (credentials, origin) => wallet.accountSettings(credentials as Credentials, origin),
  };
}
