import Type from "typebox";
import { choice, Id, Instant, nullable, ref, shape, TextOrNull, WordsShape } from "./common.ts";

const Count = Type.Integer({ minimum: 0 });
export const HashText = Type.String({ pattern: "^[0-9a-f]{64}$" });

export const AuditHeadShape = shape(
  "AuditHead",
  { size: Count, root: HashText, chain: HashText, at: Instant },
  "The head of the RFC 6962 tree over everything on record; note it down and hold later heads against it.",
);
export const AuditHeadsShape = shape("AuditHeads", { data: Type.Array(ref(AuditHeadShape)) });
export const AuditGrowthShape = shape(
  "AuditGrowth",
  { from: Count, to: Count, from_root: HashText, to_root: HashText, hashes: Type.Array(HashText) },
  "A consistency proof (RFC 6962, section 2.1.2).",
);
export const AuditProofShape = shape(
  "AuditProof",
  { n: Count, size: Count, leaf: HashText, root: HashText, hashes: Type.Array(HashText) },
  "An inclusion proof (RFC 6962, section 2.1.1).",
);
export const AuditEntryShape = shape("AuditEntry", {
  n: Count,
  source: Type.String(),
  key: Type.String(),
  at: Instant,
  leaf: HashText,
  linked_at: Instant,
});
export const AuditEntriesShape = shape("AuditEntries", {
  data: Type.Array(ref(AuditEntryShape)),
  sources: Type.Array(Type.String()),
});

export const CaseStates = choice(["open", "taken", "closed"]);
export const CaseShape = shape(
  "Case",
  {
    id: Id("cas"),
    order: Type.String(),
    marketplace: Type.String(),
    store: Type.String(),
    code: choice(["paid_not_shipped", "shipped_not_paid", "refunded_not_returned"]),
    words: ref(WordsShape),
    state: CaseStates,
    desk: choice(["support", "finance"]),
    owner: TextOrNull,
    since: Instant,
    opened_at: Instant,
    closed_at: nullable(Instant),
    moves: Type.Array(
      Type.Object({
        n: Count,
        from_state: TextOrNull,
        to_state: Type.String(),
        by_whom: Type.String(),
        why: Type.String(),
        at: Instant,
      }),
    ),
  },
  "A gap in an order's flows that somebody has to look after.",
);

export const NewDrillShape = shape("NewDrill", { store: Id("sto"), wallet: Type.String({ maxLength: 40 }) });
export const DrillShape = shape(
  "Drill",
  {
    id: Id("drl"),
    marketplace: Type.String(),
    store: Type.String(),
    wallet: Type.String(),
    state: choice(["running", "passed", "failed", "broken"]),
    started_by: Type.String(),
    started_at: Instant,
    ended_at: nullable(Instant),
    steps: Type.Array(
      Type.Object({ what: ref(WordsShape), ok: Type.Boolean(), detail: Type.String(), at: Type.String() }),
    ),
  },
  "An outage drill and its report.",
);
export const DrillsShape = shape("Drills", { data: Type.Array(ref(DrillShape)), possible: Type.Boolean() });

export const WalletStateShape = shape(
  "WalletState",
  {
    wallet: Type.String(),
    state: choice(["well", "resting", "probing"]),
    calls: Count,
    bad: Count,
    since: nullable(Instant),
  },
  "How the process that answers finds a wallet, from its own calls; not well: no buyer is offered it.",
);
