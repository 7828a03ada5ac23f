import Type from "typebox";
import { BudgetLimitsShape, CampaignBudgetShape } from "./campaign-money.ts";
import {
  Currency,
  choice,
  HttpUrl,
  Id,
  Instant,
  InstantOrNull,
  MoneyShape,
  nullable,
  PositiveMoneyShape,
  ReasonShape,
  ref,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";

const Name = Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" });
const WordsIn = Type.Object(
  { zh: Type.String({ minLength: 1, maxLength: 200 }), en: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
);
const Why = Type.String({ minLength: 1, maxLength: 500 });
const MarketplaceOf = Type.Optional(Id("mkt"));
const Surface = choice(["feed", "search", "splash", "moments", "channels", "stream", "content"]);

// Campaigns.

export const JumpTargetsShape = shape("JumpTargets", { origins: Type.Array(Type.String()) });
export const SetJumpTargetsShape = shape("SetJumpTargets", {
  origins: Type.Array(Type.String({ format: "uri", maxLength: 200 }), { maxItems: 100 }),
});

export const NewPlacementShape = shape("NewPlacement", {
  host: Name,
  surface: Surface,
  target: choice(["store", "product", "live"]),
  url: HttpUrl,
  store: Type.Optional(Id("sto")),
});
export const PlacementShape = shape("Placement", {
  id: Type.String(),
  campaign: Type.String(),
  marketplace: Type.String(),
  host: Type.String(),
  surface: Type.String(),
  target: choice(["store", "product", "live"]),
  url: Type.String(),
  store: TextOrNull,
  jump: Type.String({ description: "Where the advertisement leads: it counts the click and goes on." }),
  created_at: Instant,
});

const Pricing = choice(["click", "order", "share"]);
const Model = choice(["last_touch", "position"]);
const newCampaign = {
  plan: Type.Optional(Name),
  name: WordsIn,
  starts_at: Instant,
  ends_at: Type.Optional(Instant),
  model: Type.Optional(Model),
  window_seconds: Type.Optional(Type.Integer({ minimum: 60, maximum: 7_776_000 })),
  pricing: Pricing,
  price: Type.Optional(ref(PositiveMoneyShape)),
  share_bp: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
  placements: Type.Array(ref(NewPlacementShape), { minItems: 1, maxItems: 50 }),
};
export const NewCampaignShape = shape("NewCampaign", {
  marketplace: MarketplaceOf,
  ...newCampaign,
  wallet_account: Type.Optional(Id("wac")),
  budget: Type.Optional(ref(BudgetLimitsShape)),
});
export const NewStoreCampaignShape = shape("NewStoreCampaign", {
  ...newCampaign,
  wallet_account: Id("wac"),
  budget: ref(BudgetLimitsShape),
});
export const CampaignShape = shape("Campaign", {
  id: Type.String(),
  marketplace: Type.String(),
  plan: TextOrNull,
  name: ref(WordsShape),
  state: choice(["running", "paused", "ended"]),
  starts_at: Instant,
  ends_at: InstantOrNull,
  model: Model,
  window_seconds: Type.Integer(),
  pricing: Pricing,
  price: nullable(ref(MoneyShape)),
  share_bp: Type.Unsafe<number | null>({ type: ["integer", "null"] }),
  currency: Currency,
  wallet_account: TextOrNull,
  payer: TextOrNull,
  budget: ref(CampaignBudgetShape),
  placements: Type.Array(ref(PlacementShape)),
  version: Type.Integer(),
  created_by: Type.String(),
  created_at: Instant,
  changed_at: Instant,
});
export const MoveCampaignShape = shape("MoveCampaign", { state: choice(["running", "paused", "ended"]) });

const ofHost = {
  clicks: Type.Integer(),
  opened: Type.Integer(),
  paid: Type.Integer(),
  refunded: Type.Integer(),
  credited: ref(MoneyShape),
  taken_back: ref(MoneyShape),
  fees: ref(MoneyShape),
};
export const CampaignFunnelShape = shape("CampaignFunnel", {
  campaign: Type.String(),
  ...ofHost,
  repeats: Type.Integer({ description: "Second clicks within half a minute: they count for nothing." }),
  too_fast: Type.Integer({ description: "Clicks faster than people click: they count for nothing." }),
  over_budget: Type.Integer({ description: "Clicks that the budget had nothing left for: they cost nothing." }),
  cut: ref(MoneyShape),
  hosts: Type.Array(Type.Object({ host: Type.String(), ...ofHost })),
});
export const CampaignBillShape = shape("CampaignBill", {
  id: Type.String(),
  campaign: Type.String(),
  host: Type.String(),
  n: Type.Integer(),
  wallet_account: Type.String(),
  amount: ref(MoneyShape),
  total: ref(MoneyShape),
  state: choice(["proposed", "approved", "done", "rejected"]),
  asked_by: Type.String(),
  at: Instant,
  decided_by: TextOrNull,
  decided_at: InstantOrNull,
});
export const TellClickOpenedShape = shape("TellClickOpened", { click: Id("clk") });
export const ClickOpenedShape = shape("ClickOpened", { click: Type.String(), opened_at: Instant });

// Entries.

const EntryKind = choice(["mini_program", "official_account", "service"]);
export const NewEntryShape = shape("NewEntry", {
  marketplace: MarketplaceOf,
  host: Name,
  kind: EntryKind,
  app_id: Type.String({ minLength: 1, maxLength: 64 }),
  name: WordsIn,
  path: Type.Optional(Type.String({ maxLength: 500 })),
  wallet: Type.Optional(Type.String({ pattern: "^[a-z0-9_-]{1,32}$" })),
});
export const EntryShape = shape("Entry", {
  id: Type.String(),
  marketplace: Type.String(),
  host: Type.String(),
  kind: EntryKind,
  app_id: Type.String(),
  name: ref(WordsShape),
  path: Type.String(),
  wallet: TextOrNull,
  state: choice(["live", "suspended"]),
  created_by: Type.String(),
  created_at: Instant,
  changed_at: Instant,
});
export const ChangeEntryShape = shape("ChangeEntry", { state: choice(["live", "suspended"]) });
export const LaunchEntryShape = shape("LaunchEntry", {
  surface: choice(["home", "search", "menu"]),
  path: Type.Optional(Type.String({ maxLength: 500 })),
  query: Type.Optional(Type.String({ maxLength: 2000 })),
});
export const EntryLinksShape = shape("EntryLinks", {
  entry: Type.String(),
  links: Type.Array(
    Type.Object({
      kind: choice(["scheme", "plain_scheme", "web", "call"]),
      url: Type.String(),
      body: TextOrNull,
      says: ref(WordsShape),
    }),
  ),
});
export const SetEntrySecretShape = shape("SetEntrySecret", {
  secret: Type.String({
    minLength: 8,
    maxLength: 256,
    description: "The app's secret in the host app. Never told again.",
  }),
  origin: Type.Optional(Type.String({ maxLength: 200, description: "A fake's address; sandboxes only." })),
});
export const EntrySecretShape = shape("EntrySecret", {
  entry: Type.String(),
  set_by: Type.String(),
  set_at: Instant,
});
const LinkFormOfEntry = choice(["scheme", "url_link"]);
export const MakeEntryLinkShape = shape("MakeEntryLink", {
  surface: choice(["home", "search", "menu"]),
  form: LinkFormOfEntry,
  path: Type.Optional(Type.String({ maxLength: 500 })),
  query: Type.Optional(Type.String({ maxLength: 2000 })),
});
export const MadeEntryLinkShape = shape("MadeEntryLink", {
  entry: Type.String(),
  form: LinkFormOfEntry,
  url: Type.String(),
  expires_at: InstantOrNull,
});
export const MapIdentityShape = shape("MapIdentity", {
  openid: Type.String({ minLength: 1, maxLength: 128 }),
  buyer: Type.String({ minLength: 1, maxLength: 128, description: "As checkouts name it in buyer.reference." }),
  consent: Type.String({ minLength: 1, maxLength: 200, description: "Which words the buyer agreed to." }),
});
export const IdentityShape = shape("Identity", {
  id: Type.String(),
  entry: Type.String(),
  marketplace: Type.String(),
  consent: Type.String(),
  consented_at: Instant,
  revoked_at: InstantOrNull,
});
export const PayInEntryShape = shape("PayInEntry", { checkout: Id("chk") });

// Licences.

const Scope = choice(["stream", "recut", "clip"]);
export const NewLicenceShape = shape("NewLicence", {
  marketplace: MarketplaceOf,
  work: Name,
  title: WordsIn,
  host: Name,
  streamer: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  scopes: Type.Array(Scope, { minItems: 1, maxItems: 3 }),
  starts_at: Instant,
  ends_at: Type.Optional(Instant),
});
export const LicenceShape = shape("Licence", {
  id: Type.String(),
  marketplace: Type.String(),
  work: Type.String(),
  title: ref(WordsShape),
  host: Type.String(),
  streamer: TextOrNull,
  scopes: Type.Array(Scope),
  starts_at: Instant,
  ends_at: InstantOrNull,
  version: Type.Integer(),
  granted_by: Type.String(),
  granted_at: Instant,
  revoked_by: TextOrNull,
  revoked_why: TextOrNull,
  revoked_at: InstantOrNull,
});
export const RevokeLicenceShape = shape("RevokeLicence", { why: Why });
const asked = {
  marketplace: MarketplaceOf,
  work: Name,
  host: Name,
  streamer: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
  scope: Scope,
};
export const CheckLicenceShape = shape("CheckLicence", { ...asked, at: Type.Optional(Instant) });
export const LicenceAnswerShape = shape("LicenceAnswer", {
  open: Type.Boolean(),
  reasons: Type.Array(ref(ReasonShape)),
  licence: TextOrNull,
});
export const UseLicenceShape = shape("UseLicence", asked);
export const LicenceUseShape = shape("LicenceUse", {
  id: Type.String(),
  licence: Type.String(),
  marketplace: Type.String(),
  work: Type.String(),
  host: Type.String(),
  streamer: TextOrNull,
  scope: Scope,
  begun_at: Instant,
});
