import type { FakeKind } from "#wallets/fake-protocol";
import type { WalletKind } from "#wallets/protocol";

/** What the sandbox must know of a wallet in order to mount its fake: its faces, and what its fake tells of itself. */
export type SandboxWallet = FakeKind & Pick<WalletKind, "id" | "title" | "mark">;

export function sandboxWallet({ id, title, mark }: Pick<WalletKind, "id" | "title" | "mark">, fake: FakeKind) {
  return { ...fake, id, title, mark } satisfies SandboxWallet;
}
