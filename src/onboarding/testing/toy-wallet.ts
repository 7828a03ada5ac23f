import type {
  OnboardingForm,
  OnboardingOutcome,
  OnboardingRequest,
  OnboardingWallet,
  UploadOutcome,
} from "#wallets/protocol";

const words = (en: string) => ({ zh: en, en });
const everybody = ["company", "sole_trader", "individual"] as const;

export const toyForm: OnboardingForm = {
  fields: [
    { name: "business_name", title: words("Name"), secret: false, requiredFor: ["company"], pattern: ".{1,40}" },
    { name: "id_number", title: words("Id"), secret: true, requiredFor: everybody, pattern: "\\d{17}[\\dX]" },
    { name: "website", title: words("Site"), secret: false, requiredFor: [], pattern: "https://.+" },
  ],
  documents: [
    { name: "licence", title: words("Licence"), requiredFor: ["company"], types: ["image/png"], bytesMax: 1000 },
  ],
};

type Kept = { request: OnboardingRequest; rounds: number; outcome: Exclude<OnboardingOutcome, { kind: "unknown" }> };

/** A wallet's onboarding in memory, whose every failure a test can choose. */
export type ToyOnboarding = {
  wallet: OnboardingWallet;
  kept: Map<string, Kept>;
  uploads: { name: string; bytes: number }[];
  calls: { upload: number; apply: number; ask: number; withdraw: number };
  /** What the next call does. `lost_before`: it never arrives; `lost_after`: its answer never comes. */
  next: "ok" | "lost_before" | "lost_after";
  badDocument: string | null;
  decide(id: string, outcome: Kept["outcome"]): void;
};

export function makeToyOnboarding(): ToyOnboarding {
  const lost = { kind: "unknown", cause: "time-out" } as const;
  const taken = (): ToyOnboarding["next"] => {
    const now = toy.next;
    toy.next = "ok";
    return now;
  };
  const toy: ToyOnboarding = {
    wallet: {} as OnboardingWallet,
    kept: new Map(),
    uploads: [],
    calls: { upload: 0, apply: 0, ask: 0, withdraw: 0 },
    next: "ok",
    badDocument: null,
    decide(id, outcome) {
      const kept = toy.kept.get(id);
      if (!kept) throw new Error(`The toy has no application ${id}.`);
      kept.outcome = outcome;
    },
  };
  const known = (id: string): OnboardingOutcome | null => {
    const kept = toy.kept.get(id);
    return kept ? { ...kept.outcome, walletRef: `W${kept.rounds}` } : null;
  };
  toy.wallet = {
    async upload(document): Promise<UploadOutcome> {
      toy.calls.upload++;
      if (toy.badDocument === document.name) return { kind: "rejected", says: "no picture" };
      toy.uploads.push({ name: document.name, bytes: document.content.length });
      return { kind: "taken", ref: `media-${toy.uploads.length}` };
    },
    async apply(request) {
      toy.calls.apply++;
      const how = taken();
      if (how === "lost_before") return lost;
      const before = toy.kept.get(request.applicationId);
      if (!before || before.outcome.kind === "rejected")
        toy.kept.set(request.applicationId, {
          ...{ request, rounds: (before?.rounds ?? 0) + 1, outcome: { kind: "reviewing" } },
        });
      return how === "lost_after" ? lost : (known(request.applicationId) as OnboardingOutcome);
    },
    async ask({ applicationId, roundBefore }) {
      toy.calls.ask++;
      if (taken() !== "ok") return lost;
      const found = known(applicationId);
      return found && found.walletRef !== roundBefore ? found : { kind: "absent" };
    },
    async withdraw({ applicationId }) {
      toy.calls.withdraw++;
      const how = taken();
      if (how === "lost_before") return lost;
      const kept = toy.kept.get(applicationId);
      if (kept && kept.outcome.kind !== "accepted") kept.outcome = { kind: "withdrawn" };
      return how === "lost_after" ? lost : (known(applicationId) ?? { kind: "absent" });
    },
  };
  return toy;
}
