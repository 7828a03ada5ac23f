import Type from "typebox";
import { directions, linkClasses, linkKinds, surfaces } from "#links";
import {
  choice,
  HttpUrl,
  Id,
  Instant,
  InstantOrNull,
  MoneyShape,
  nullable,
  ReasonShape,
  ref,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";

const Name = Type.String({ minLength: 1, maxLength: 80 });
const Why = Type.String({ minLength: 1, maxLength: 2000 });
/** A host app, a wallet or a company, as the openings name partners. */
const Partner = Type.String({ pattern: "^[a-z0-9_-]{1,40}$", description: "As openings name partners: wechat, …" });
const Reasons = Type.Array(ref(ReasonShape));
const actions = ["open", "confirm", "copy", "block"] as const;
export const SaidWhyShape = shape("SaidWhy", { why: Why });

export const NewLinkShape = shape("NewLink", {
  marketplace: Type.Optional(Id("mkt")),
  store: Type.Optional(Id("sto")),
  kind: choice(linkKinds),
  target: HttpUrl,
  title: Type.String({ minLength: 1, maxLength: 200 }),
  picture: Type.Optional(HttpUrl),
  price: Type.Optional(ref(MoneyShape)),
  expires_at: Type.Optional(Instant),
});
export const LinkShape = shape(
  "Link",
  {
    id: Type.String(),
    marketplace: Type.String(),
    store: TextOrNull,
    kind: choice(linkKinds),
    target: Type.String(),
    title: Type.String(),
    picture: TextOrNull,
    price: nullable(ref(MoneyShape)),
    code: Type.String({ description: "The share code as people see it: 8K3M-P7QX-2D5T." }),
    url: Type.String({ description: "The short link; with /qr.svg or /qr.png its QR code." }),
    state: choice(["live", "expired", "revoked"]),
    made_at: Instant,
    expires_at: InstantOrNull,
    revoked_at: InstantOrNull,
  },
  "One link with three faces: short link, QR code, share code.",
);
export const ResolveShape = shape("ResolveText", { text: Type.String({ maxLength: 5000 }) });
export const PreviewShape = shape("LinkPreview", {
  kind: choice(linkKinds),
  title: Type.String(),
  picture: TextOrNull,
  price: nullable(ref(MoneyShape)),
  code: Type.String(),
  state: choice(["live", "expired", "revoked"]),
  url: Type.String(),
});
export const PreviewsShape = shape("LinkPreviews", { data: Type.Array(ref(PreviewShape)) });

const settings = {
  hosts: Type.Array(Type.String({ minLength: 1, maxLength: 253 }), { maxItems: 200 }),
  android: Type.Array(
    Type.Object(
      {
        package: Type.String({ pattern: "^[A-Za-z0-9_.]{1,200}$" }),
        fingerprints: Type.Array(Type.String({ pattern: "^([0-9A-F]{2}:){31}[0-9A-F]{2}$" }), { maxItems: 10 }),
      },
      { additionalProperties: false },
    ),
    { maxItems: 20 },
  ),
  ios: Type.Array(Type.String({ pattern: "^[A-Z0-9]{10}\\.[A-Za-z0-9.-]{1,200}$" }), { maxItems: 20 }),
};
export const SetLinkSettingsShape = shape("SetLinkSettings", settings);
export const LinkSettingsShape = shape(
  "LinkSettings",
  { marketplace: Type.String(), ...settings },
  "Hosts that links may lead to, and apps that open short links by themselves (App Links, Universal Links).",
);

const Rule = Type.Object(
  {
    direction: Type.Optional(choice(directions)),
    surfaces: Type.Optional(Type.Array(choice(surfaces), { minItems: 1, maxItems: 4 })),
    classes: Type.Optional(Type.Array(choice(linkClasses), { minItems: 1, maxItems: 6 })),
    when_open: choice(
      actions,
      "Where the openings let it in: copy and block hold this surface or class back all the same.",
    ),
    when_shut: choice(["copy", "block"]),
    words: Type.Optional(ref(WordsShape)),
  },
  { additionalProperties: false },
);
const posting = ["refuse", "as_opened", "allow"] as const;
const policy = {
  partner: Partner,
  title: ref(WordsShape),
  rules: Type.Array(Rule, { maxItems: 50 }),
  posts: Type.Object(
    { qr_codes: choice(posting), wallet_ids: choice(posting), links: choice(posting) },
    { additionalProperties: false },
  ),
  why: Why,
};
export const NewLinkPolicyShape = shape("NewLinkPolicy", {
  marketplace: Type.Optional(Id("mkt")),
  starts_at: Type.Optional(Instant),
  ...policy,
});
export const LinkPolicyShape = shape(
  "LinkPolicy",
  {
    marketplace: Type.String(),
    n: Type.Integer(),
    starts_at: Instant,
    set_by: Type.String(),
    set_at: Instant,
    ...policy,
  },
  "A version of how links open in a host app and its links here. The first fitting rule says how; whether, the openings.",
);

export const LinkCheckShape = shape("LinkCheck", {
  marketplace: Type.Optional(Id("mkt")),
  store: Type.Optional(Id("sto")),
  partner: Partner,
  direction: choice(directions, "`out`: our link in the host app. `in`: the host app's link in ours."),
  surface: Type.Optional(choice(surfaces, "Left out: what holds on all of them.")),
  class: choice(linkClasses),
  url: Type.String({ minLength: 1, maxLength: 2000 }),
  redirects: Type.Optional(Type.Array(Type.String({ maxLength: 2000 }), { maxItems: 20 })),
  buyer: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
});
export const LinkFollowShape = shape(
  "LinkFollow",
  {
    id: Type.String(),
    marketplace: Type.String(),
    url: Type.String(),
    state: choice(["waiting", "done"]),
    hops: Type.Array(
      Type.Object({
        url: Type.String(),
        by: choice(["asked", "location", "refresh", "meta", "script"], "What led there."),
        address: TextOrNull,
        from: Type.Unsafe<number | null>({
          type: ["integer", "null"],
          description: "The stop that led there, by its place from 0: a page may lead on in more than one way.",
        }),
        status: Type.Unsafe<number | null>({ type: ["integer", "null"] }),
      }),
    ),
    ended: TextOrNull,
    verdict: TextOrNull,
    reasons: Reasons,
    asked_by: Type.String(),
    asked_at: Instant,
    done_at: InstantOrNull,
  },
  "Where a stranger's address was seen to lead, stop by stop, and what screening says of all of it.",
);
export const AskLinkFollowShape = shape("AskLinkFollow", {
  marketplace: Type.Optional(Id("mkt")),
  url: Type.String({ minLength: 1, maxLength: 2000 }),
});
const Follow = Type.Optional(
  Type.Object(
    { id: Type.String(), state: choice(["waiting", "done"]) },
    {
      description:
        "The evidence of where a stranger's address leads. While it waits (`not_followed_yet`) the worker looks, as a " +
        "rule within seconds: ask again then.",
    },
  ),
);
export const LinkAnswerShape = shape("LinkAnswer", {
  follow: Follow,
  action: choice(actions),
  reasons: Reasons,
  opening: TextOrNull,
  policy: Type.Unsafe<number | null>({ type: ["integer", "null"] }),
});

const codes = ["phishing", "fraud", "illegal", "malware", "spam"] as const;
const host = Type.String({ pattern: "^[a-z0-9.-]{3,253}$" });
export const NewLinkBlockShape = shape("NewLinkBlock", {
  marketplace: Type.Optional(Id("mkt")),
  host,
  code: choice(codes),
  why: ref(WordsShape),
});
export const LinkBlockShape = shape("LinkBlock", {
  id: Type.String(),
  marketplace: Type.String(),
  host: Type.String(),
  code: choice(codes),
  state: choice(["blocked", "appealed", "upheld", "lifted"]),
  blocked_by: Type.String(),
  why: ref(WordsShape),
  blocked_at: Instant,
  changed_at: Instant,
});
export const DecideBlockShape = shape("DecideLinkBlock", { lift: Type.Boolean(), why: Why });
export const LogStepShape = shape("LogStep", {
  n: Type.Integer(),
  event: Type.String(),
  by: Type.String(),
  why: Type.String(),
  at: Instant,
});

export const NewInterfaceGrantShape = shape("NewInterfaceGrant", {
  marketplace: Type.Optional(Id("mkt")),
  partner: Partner,
  api: Name,
  fields: Type.Array(Name, { minItems: 1, maxItems: 200, uniqueItems: true }),
  agreement: Type.Optional(Id("agr")),
  why: Why,
});
export const InterfaceGrantShape = shape("InterfaceGrant", {
  id: Type.String(),
  marketplace: Type.String(),
  partner: Type.String(),
  api: Type.String(),
  fields: Type.Array(Type.String()),
  agreement: TextOrNull,
  since: Instant,
  cut_at: InstantOrNull,
  changed_at: Instant,
});
export const InterfaceCheckShape = shape("InterfaceCheck", {
  marketplace: Type.Optional(Id("mkt")),
  partner: Partner,
  api: Name,
  fields: Type.Array(Name, { maxItems: 200, uniqueItems: true }),
});
export const InterfaceAnswerShape = shape("InterfaceAnswer", {
  allowed: Type.Boolean(),
  grant: TextOrNull,
  fields_allowed: Type.Array(Type.String()),
  fields_refused: Type.Array(Type.String()),
  reasons: Reasons,
});

export const ScreenPostShape = shape("ScreenPost", {
  marketplace: Type.Optional(Id("mkt")),
  store: Type.Optional(Id("sto")),
  text: Type.Optional(Type.String({ maxLength: 20_000 })),
  pictures: Type.Optional(
    Type.Array(Type.String({ maxLength: 2_800_000, description: "PNG or JPEG, base64." }), {
      maxItems: 9,
    }),
  ),
});
export const ScreenedPostShape = shape("ScreenedPost", {
  verdict: choice(["allowed", "refused"]),
  findings: Type.Array(
    Type.Object({
      kind: choice(["qr_code", "wallet_id", "link"]),
      where: Type.String(),
      value: Type.String(),
      partner: TextOrNull,
      verdict: choice(["allowed", "refused"]),
      policy: Type.Unsafe<number | null>({ type: ["integer", "null"] }),
      reasons: Type.Array(ref(ReasonShape), {
        description:
          "Why it is refused. Of an address, allowed or not, also: `not_followed_yet` (a worker will look where it " +
          "leads), `cannot_be_followed` (nobody could find out), `not_followed` (more than one post may ask for).",
      }),
      follow: Follow,
    }),
  ),
});

const AppealKind = choice(["host", "qr_code", "wallet_id", "link"]);
export const NewScreenAppealShape = shape(
  "NewScreenAppeal",
  {
    store: Id("sto"),
    why: Type.String({ minLength: 1, maxLength: 1000 }),
    block: Type.Optional(Id("lbk")),
    text: Type.Optional(Type.String({ maxLength: 20_000 })),
    pictures: Type.Optional(Type.Array(Type.String({ maxLength: 2_000_000 }), { maxItems: 9 })),
    subject: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  "Against a block: `block`. Against a finding in a post: the post again, and the finding's value as `subject`.",
);
export const ScreenAppealShape = shape("ScreenAppeal", {
  id: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  kind: AppealKind,
  block: TextOrNull,
  subject: Type.String(),
  partner: TextOrNull,
  policy: Type.Unsafe<number | null>({ type: ["integer", "null"] }),
  why: Type.String(),
  state: choice(["open", "granted", "upheld"]),
  appealed_by: Type.String(),
  appealed_at: Instant,
  decided_by: TextOrNull,
  decided: nullable(ref(WordsShape)),
  decided_at: InstantOrNull,
});
export const DecideScreenAppealShape = shape("DecideScreenAppeal", {
  grant: Type.Boolean(),
  why: Type.Object(
    { zh: Type.String({ minLength: 1, maxLength: 1000 }), en: Type.String({ minLength: 1, maxLength: 1000 }) },
    { additionalProperties: false },
  ),
});

export const LinkReportShape = shape(
  "LinkReport",
  {
    marketplace: Type.String(),
    at: Instant,
    openings: Type.Array(Type.Object({ partner: Type.String(), state: Type.String(), effective_at: InstantOrNull })),
    policies: Type.Array(
      Type.Object({
        partner: Type.String(),
        n: Type.Integer(),
        title: ref(WordsShape),
        starts_at: Instant,
        holds: Type.Boolean(),
      }),
    ),
    blocks: Type.Array(
      Type.Object({
        code: Type.String(),
        blocked: Type.Integer(),
        appealed: Type.Integer(),
        upheld: Type.Integer(),
        lifted: Type.Integer(),
      }),
    ),
    appeals: Type.Object({
      ...{ raised: Type.Integer(), granted: Type.Integer(), upheld: Type.Integer(), open: Type.Integer() },
      hours: Type.Unsafe<number | null>({ type: ["integer", "null"], description: "The median until a decision." }),
    }),
    links: Type.Array(
      Type.Object({ partner: Type.String(), direction: Type.String(), action: Type.String(), count: Type.String() }),
    ),
  },
  "Public: how many links were opened, confirmed, copied or blocked in 90 days, and blocks, appeals, lifts.",
);
