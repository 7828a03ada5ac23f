import { fen, type Money } from "#money";
import type {
  ReleaseOutcome,
  ReleaseRequest,
  ReleaseWallet,
  ShareOutcome,
  ShareRequest,
  ShareReturnOutcome,
  ShareReturnRequest,
  SharingWallet,
} from "#wallets/protocol";

type Knob = "ok" | "processing" | "refused" | "lost_before" | "lost_after";

/** A wallet that holds what was paid, in memory, whose every failure a test can choose. */
export type ToyVault = {
  wallet: { release: ReleaseWallet; sharing: SharingWallet };
  /** What each payment's money came to: fen at the store and at the marketplace. */
  released: Map<string, bigint>;
  shared: Map<string, bigint>;
  returned: Map<string, bigint>;
  calls: { release: number; share: number; bind: number; takeBack: number; ask: number };
  knobs: { release: Knob | "not_held"; share: Knob; takeBack: Knob };
};

const lost = { kind: "unknown", cause: "time-out" } as const;
const no = { kind: "refused", code: "NO_AUTH", says: "the wallet will not" } as const;

/** Applies an effect once per number, as the knob says. */
function once<T>(
  knob: string,
  done: Map<string, bigint>,
  id: string,
  amount: bigint,
  tell: () => T,
): T | typeof lost | typeof no | { kind: "processing" } {
  if (done.has(id)) return tell();
  if (knob === "refused") return no;
  if (knob === "processing") return { kind: "processing" };
  if (knob === "lost_before") return lost;
  done.set(id, amount);
  return knob === "lost_after" ? lost : tell();
}

/** One wallet behind all vaults of a test: the house tells it of a receiver once. */
export const bound = new Set<string>();

export function makeToyVault(when: SharingWallet["when"]): ToyVault {
  const vault = {
    released: new Map<string, bigint>(),
    shared: new Map<string, bigint>(),
    returned: new Map<string, bigint>(),
    calls: { release: 0, share: 0, bind: 0, takeBack: 0, ask: 0 },
    knobs: { release: "ok", share: "ok", takeBack: "ok" },
  } as unknown as ToyVault;
  const release = (request: ReleaseRequest): ReleaseOutcome => {
    if (vault.knobs.release === "not_held") return { kind: "not_held", says: "no sharing order" };
    const net = request.amount.minor - request.shared.minor;
    return once(vault.knobs.release, vault.released, request.releaseId, net, () => ({
      kind: "released",
      walletRef: `r-${request.releaseId}`,
    }));
  };
  const told = (kind: "shared" | "returned", id: string, amount: Money) => ({
    kind,
    walletRef: `${kind}-${id}`,
    amount,
  });
  vault.wallet = {
    release: {
      release: async (request) => {
        vault.calls.release++;
        return release(request);
      },
      ask: async (request) => {
        vault.calls.ask++;
        return vault.released.has(request.releaseId) ? release(request) : { kind: "absent" };
      },
    },
    sharing: {
      when,
      limitBp: 3000,
      own: { kind: "merchant", account: "platform" },
      bind: async (receiver) => {
        vault.calls.bind++;
        bound.add(receiver.account);
        return { kind: "done" };
      },
      unbind: async () => ({ kind: "done" }),
      async share(request: ShareRequest): Promise<ShareOutcome> {
        vault.calls.share++;
        if (!bound.has(request.receiver.account)) return no;
        const tell = () => told("shared", request.shareId, request.amount) as ShareOutcome;
        return once(vault.knobs.share, vault.shared, request.shareId, request.amount.minor, tell);
      },
      async ask(request) {
        vault.calls.ask++;
        const found = vault.shared.get(request.shareId);
        return found === undefined ? { kind: "absent" } : (told("shared", request.shareId, fen(found)) as ShareOutcome);
      },
      async takeBack(request: ShareReturnRequest): Promise<ShareReturnOutcome> {
        vault.calls.takeBack++;
        const tell = () => told("returned", request.returnId, request.amount) as ShareReturnOutcome;
        return once(vault.knobs.takeBack, vault.returned, request.returnId, request.amount.minor, tell);
      },
      async askReturn(request) {
        const found = vault.returned.get(request.returnId);
        return found === undefined
          ? { kind: "absent" }
          : (told("returned", request.returnId, fen(found)) as ShareReturnOutcome);
      },
    },
  };
  return vault;
}

export const sumOf = (map: ReadonlyMap<string, bigint>): bigint => [...map.values()].reduce((a, b) => a + b, 0n);
