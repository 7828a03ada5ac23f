import type { Wire } from "#http";
import type { MoneyJson } from "#money";
import type {
  BallotView,
  Choice,
  ComplaintView,
  ConsultationView,
  NotificationView,
  OpeningMove,
  OpeningRules,
  OpeningView,
  Proof,
  ProposalView,
  Receipt,
  Rule,
  TimelineEntry,
} from "#openings";
import type { BuyerFacts, Reason } from "#payments";
import type { Words } from "#wallets/protocol";

type Caps = Partial<Record<"per_payment" | "per_buyer_day" | "per_store_day" | "total_day", MoneyJson>>;
type Stage = {
  title?: Words;
  starts_at?: string;
  methods?: string[];
  stores?: { list: string[] };
  buyers?: { share?: number; any_of?: ("no_bound_card" | "no_balance")[] };
  caps?: Caps;
};
export type Requirement = { kind: "opening" | "agreement" | "sign_off"; id: string };
type Guard = { figure: string; limit: number; window_minutes: number; min_count: number };
type NewOpening = {
  marketplace: string;
  sides?: string[];
  partner: string;
  capability?: string;
  methods?: string[];
  effective_at?: string;
  caps?: Caps;
  terms: Words;
  notice_days?: number;
  depth?: "superficial" | "moderate" | "deep";
  motive?: "own_will" | "policy";
  requires?: Requirement[];
  pilots?: Stage[];
  stages?: Stage[];
  guards?: Guard[];
  models?: string;
};
type Question = {
  store: string;
  partner: string;
  method?: string;
  amount?: MoneyJson;
  buyer?: BuyerFacts;
  at?: string;
};
export type Told = {
  open: boolean;
  reasons: Reason[];
  opening: string | null;
  stage: { kind: "pilot" | "stage"; n: number } | null;
};
type NewBallot = { store: string; choice: Choice; reason_code: string; reason: string; replaces?: number };
type Announcement = { why: string; effective_at?: string; skip_consultation?: string };
type Standing = Pick<Requirement, "kind" | "id"> & {
  marketplace: string;
  opening?: string;
  stands: boolean;
  why: string;
};

type Calls = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
};
type Data<T> = { data: T[] };

/** The calls of the public API about openings. */
export function openingCalls({ get, post, put }: Calls) {
  const of = (id: string, verb: string): string => `/v1/openings/${id}/${verb}`;
  return {
    createOpening: (body: NewOpening) => post<Wire<OpeningView>>("/v1/openings", body),
    getOpening: (id: string) => get<Wire<OpeningView>>(`/v1/openings/${id}`),
    moveOpening: (id: string, move: OpeningMove, why: string) => post<Wire<OpeningView>>(of(id, move), { why }),
    announceOpening: (id: string, body: Announcement) => post<Wire<OpeningView>>(of(id, "announce"), body),
    changePlan: (id: string, body: { why: string; caps?: Caps; pilots?: Stage[] }) =>
      post<Wire<OpeningView>>(of(id, "plan"), body),
    openingSteps: async (id: string) => (await get<Data<{ event: string; by: string }>>(of(id, "steps"))).data,
    consultStores: (id: string, body: { why: string; deadline: string; rule: Rule }) =>
      post<Wire<OpeningView>>(of(id, "consult"), body),
    decideOpening: (id: string, why: string) => post<Wire<OpeningView>>(of(id, "decide"), { why }),
    castBallot: (id: string, body: NewBallot) => post<Wire<BallotView>>(of(id, "ballots"), body),
    proveBallot: (id: string, store: string) =>
      get<{ receipt: Receipt; proof: Proof }>(of(id, `ballots/${store}/proof`)),
    readConsultations: async (id: string) => (await get<Data<Wire<ConsultationView>>>(of(id, "consultations"))).data,
    answerReason: async (id: string, body: { reason_code: string; answer: Words }) =>
      (await post<Data<Wire<ConsultationView>>>(of(id, "answers"), body)).data,
    listNotifications: async () => (await get<Data<Wire<NotificationView>>>("/v1/notifications")).data,
    marketNotifications: (marketplace: string) =>
      get<Data<Wire<NotificationView>>>(`/v1/notifications?marketplace=${marketplace}`),
    takeComplaint: (body: { payment: string; code: string }) => post<Wire<ComplaintView>>("/v1/complaints", body),
    readTimeline: async () => (await get<Data<Wire<TimelineEntry>>>("/v1/timeline")).data,
    setOpeningRules: (marketplace: string, body: { two_people: boolean; why: string }) =>
      put<Wire<OpeningRules>>(`/v1/marketplaces/${marketplace}/opening-rules`, body),
    proposeAct: (id: string, body: { act: "open" | "resume"; why: string }) =>
      post<Wire<ProposalView>>(of(id, "proposals"), body),
    decideProposal: (id: string, body: { n: number; approve: boolean; why: string }) =>
      post<Wire<OpeningView>>(of(id, "proposals/decide"), body),
    setStanding: (body: Standing) => put<Standing>("/v1/standings", body),
    /** The latest events of a type. */
    listEvents: async (type: string) =>
      (await get<Data<{ subject: string; data: { lost?: Requirement } }>>(`/v1/events?type=${type}&limit=100`)).data,
    askDecisions: async (questions: Question[]) => (await post<Data<Told>>("/v1/decisions", { questions })).data,
  };
}
