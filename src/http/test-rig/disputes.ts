import type { DisputeView, EvidenceFile, StepView } from "#disputes";
import { fen } from "#money";
import type { DisputesDoor } from "../disputes-door.ts";
import { page, reached, repeats } from "./payments.ts";
import { east, id, silk } from "./people.ts";
import { start } from "./views.ts";

const dispute: DisputeView = {
  ...{ id: id("dsp", 1), marketplace: east, store: silk, checkout: id("chk", 1), order: id("ord", 10) },
  ...{ payment: id("pay", 1), kind: "refund_only", state: "with_store", amount: fen(100), reason: "破了" },
  ...{ rule: "no_evidence", opened_by: id("chk", 1), refund: null, proposed: null, proposed_why: null },
  ...{ proposer: null, due_at: start, opened_at: start, changed_at: start },
};
const step: StepView = {
  ...{ n: 1, event: "opened", from: null, to: "with_store", by_kind: "checkout", by: id("chk", 1), why: "破了" },
  ...{ evidence: [{ title: "照片" }], at: start },
};

/** Brought by the buyer of the first checkout, and shown in the dispute. */
const file: EvidenceFile = {
  ...{ id: id("evd", 1), order: id("ord", 10), marketplace: east, store: silk, checkout: id("chk", 1) },
  ...{ party: "buyer", file_name: "照片.pdf", type: "application/pdf", bytes: 14, sha256: "0".repeat(64) },
  ...{ uploaded_at: start, dispute: id("dsp", 1) },
};

/** The disputes room, in memory. */
export function fakeDisputes(): DisputesDoor {
  const once = repeats();
  const moved = (state: DisputeView["state"]) => async (_caller: unknown, _id: string) =>
    ({ ok: true, value: { ...dispute, state } }) as const;
  const rules = {
    ...{ automatic_max: fen(0), person_above: fen(100_000), rating_below: 0, store_hours: 48, appeal_days: 7 },
  };
  return {
    open: (_caller, { evidence: _, ...input }, repeat) => once(repeat, () => ({ ...dispute, ...input })),
    get: async (wanted) => (wanted === dispute.id ? dispute : null),
    list: async (filter, at) => page(reached([dispute], filter), at),
    putFile: async (_caller, _order, { file_name, content }) => ({
      ok: true,
      value: { ...file, file_name, bytes: content.length },
    }),
    findFile: async (wanted) => (wanted === file.id ? file : null),
    readFile: async () => Buffer.from("%PDF-1.4 %%EOF"),
    steps: async () => [step],
    agree: moved("granted"),
    contest: moved("with_person"),
    withdraw: moved("withdrawn"),
    appeal: moved("appealed"),
    propose: async (caller, _, { verdict, why }) => ({
      ok: true,
      value: { ...dispute, proposed: verdict, proposed_why: why, proposer: caller.id },
    }),
    decide: async (_caller, _id, { approve }) =>
      approve
        ? { ok: true, value: { ...dispute, state: "rejected" } }
        : { ok: false, fault: "second_person_needed", detail: { why: "approver_is_proposer" } },
    rules: async (marketplace) => ({ marketplace, ...rules, starts_at: null }),
    setRules: async (_by, marketplace, set) => ({ marketplace, ...set, starts_at: start }),
    setRating: async (_by, store, rating) => ({ store: store.id, rating, set_at: start }),
  };
}
