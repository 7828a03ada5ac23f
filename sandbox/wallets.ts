import { wallets } from "#wallets";
import type { FakeKind } from "#wallets/fake-protocol";
import type { WalletKind } from "#wallets/protocol";
import { type SandboxWallet, sandboxWallet } from "./wallet-kinds.ts";

/** Every wallet of the list, each with the fake of its own folder. */
async function mountable(kind: WalletKind): Promise<SandboxWallet> {
  const { fakeKind } = (await import(`#wallets/${kind.id}/fake`)) as { fakeKind: FakeKind };
  return sandboxWallet(kind, fakeKind);
}

/** Every wallet whose fake the sandbox mounts, in the order of their ports. */
export const sandboxWallets: readonly SandboxWallet[] = await Promise.all(Object.values(wallets).map(mountable));
