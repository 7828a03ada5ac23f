import type { FakeCredentials, FakeOutside, WalletFake } from "./fake-protocol.ts";
import type { RawRequest } from "./protocol.ts";

/** What whoever mounts a wallet's fake must know of it: every wallet's fake.ts exports one as `fakeKind`. */
export type FakeKind<Credentials extends FakeCredentials = FakeCredentials> = {
  makeCredentials(outside: { now: Date; random: (bytes: number) => Buffer }): Promise<Credentials>;
  makeFake(credentials: Credentials, outside: FakeOutside): WalletFake;
  /** What a merchant's server is told: the wallet's part of /credentials.json. */
  published(credentials: Credentials, origin: string): Record<string, unknown>;
  /** Settings of our own wallet account at this fake. */
  accountSettings(credentials: Credentials, origin: string): Record<string, string>;
  /** Where programs find it, under the names that they know: the wallet's part of the sandbox's first line. */
  addresses(origin: string): Record<string, string>;
  /** True where the code can only be this wallet's, by its shape. */
  ownsCode(code: string): boolean;
  /** The code of a pay page that a person's browser opens on the wallet's origin; null for a merchant's server. */
  browserCode(request: RawRequest, origin: string): string | null;
  /** The user agent of the wallet's own browser, in which it opens what it scans. */
  userAgent?: string;
  /** Its app reads EMVCo's merchant-presented text: which object is the network's, and whose accounts stand in it. */
  emv?: { object: string; knows(account: string, credentials: Credentials): boolean };
  /** The codes in an answer that is no JSON. */
  codesIn?(answer: string): readonly string[];
};

/** Hides a wallet's type of credentials, so that a list of wallets needs no `any`. */
export function defineFake<Credentials extends FakeCredentials>(given: FakeKind<Credentials>): FakeKind {
  const { emv, ...kind } = given;
  return {
    ...kind,
    ...(emv && { emv: { ...emv, knows: (account, credentials) => emv.knows(account, credentials as Credentials) } }),
    makeFake: (credentials, outside) => kind.makeFake(credentials as Credentials, outside),
    published: (credentials, origin) => kind.published(credentials as Credentials, origin),
    accountSettings: (credentials, origin) => kind.accountSettings(credentials as Credentials, origin),
  };
}
