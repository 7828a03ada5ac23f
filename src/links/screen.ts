import { passesOf } from "./appeals.ts";
import { longestUrl } from "./follow.ts";
import { endsOf, evidenceFor, type FollowView, isWorthFollowing, lost, notYet, onceEach } from "./follows.ts";
import { hostApp, ownerOf } from "./host-apps.ts";
import type { House } from "./house.ts";
import { codesInPicture } from "./pictures.ts";
import { type Lead, leadsIn } from "./screen-post.ts";
import { type Posts, type Result, refused, surfaces, type Told } from "./types.ts";

export type PostAsked = { marketplace: string; store: string | null; text: string; pictures: readonly Buffer[] };
export type Finding = Omit<Lead, "unsafe" | "notes" | "url"> & {
  verdict: "allowed" | "refused";
  policy: number | null;
  /** Why it is refused; and of an address, allowed or not, that nobody (yet) knows where it leads. */
  reasons: readonly Told[];
  /** The evidence of where an address leads. While it waits, the same post is asked about again in a moment. */
  follow?: Pick<FollowView, "id" | "state">;
};
export type ScreenedPost = { verdict: "allowed" | "refused"; findings: readonly Finding[] };

const kinds = { qr_code: "qr_codes", wallet_id: "wallet_ids", link: "links" } as const satisfies Record<
  Lead["kind"],
  keyof Posts
>;

/**
 * Screens what a seller posts: QR codes in its pictures, ids at other wallets, links. What leads to a partner goes by
 * the version of the policy that holds; `as_opened` asks the openings. A picture that cannot be read is
 * `picture_unreadable`: nobody knows what it holds.
 */
export async function screenPost(house: House, post: PostAsked): Promise<Result<ScreenedPost>> {
  const screened = await judgeAll(house, post);
  if (!screened.ok) return screened;
  const findings = screened.value.map((one) => one.finding);
  const verdict = findings.some((one) => one.verdict === "refused") ? "refused" : "allowed";
  return { ok: true, value: { verdict, findings } };
}

/**
 * What a store may appeal against: something that is refused in its post at this moment, by a policy. What is unsafe,
 * and what is not refused at all, is `appeal_groundless`.
 */
export async function contestable(
  house: House,
  post: PostAsked,
  subject: string,
): Promise<Result<Pick<Finding, "kind" | "partner" | "policy">>> {
  const screened = await judgeAll(house, post);
  if (!screened.ok) return screened;
  const found = screened.value.find(({ finding }) => finding.value === subject && finding.verdict === "refused");
  if (!found || found.unsafe) return refused("appeal_groundless", { unsafe: found?.unsafe ?? false });
  const { kind, partner, policy } = found.finding;
  return { ok: true, value: { kind, partner, policy } };
}

/** One post asks for no more than this many strangers' addresses to be followed. */
const mostFollowed = 20;
const notFollowed: Told = {
  code: "not_followed",
  zh: `该网址的去向不查：一条内容只查前 ${mostFollowed} 个陌生网址，每个不超过 ${longestUrl} 字符。`,
  en:
    "Where the address leads is not looked into: of one post only the first " +
    `${mostFollowed} strangers' addresses are, of at most ${longestUrl.toLocaleString("en")} characters each.`,
};

type Judged = { finding: Finding; unsafe: boolean };
type Followed = Lead & Pick<Finding, "follow">;

async function judgeAll(house: House, post: PostAsked): Promise<Result<Judged[]>> {
  const codes: { where: string; content: string }[] = [];
  for (const [i, picture] of post.pictures.entries()) {
    const read = await codesInPicture(picture);
    if (!read.ok) return refused("picture_unreadable", { picture: `${i + 1}`, why: read.why });
    codes.push(...read.codes.map((content) => ({ where: `picture ${i + 1}`, content })));
  }
  const passes = await passesOf(house, post.store);
  const leads = leadsIn({ text: post.text, codes }, house.snapshot.listsOf(post.marketplace));
  const value = (await withEvidence(house, post, leads)).map(({ notes = [], ...lead }): Judged => {
    const finding = judged(house, post, lead);
    const unsafe = lead.unsafe.length > 0;
    // What is unsafe is nobody's to let pass; the rest an appeal may have granted to this store.
    const granted = !unsafe && passes.has(`${lead.kind} ${lead.value}`);
    const said = granted
      ? { verdict: "allowed" as const, reasons: notes }
      : { reasons: [...finding.reasons, ...notes] };
    return { finding: { ...finding, ...said }, unsafe };
  });
  return { ok: true, value };
}

/**
 * Where a stranger's address was seen to lead counts as its own, and whose that is as its owner: a short link to a host
 * app is a link to that host app. One that nobody has followed yet is asked for and named so; of a post with more of
 * them than `mostFollowed` the rest stay as they are, and are named.
 */
async function withEvidence(house: House, post: PostAsked, leads: readonly Lead[]): Promise<Followed[]> {
  const { marketplace, store } = post;
  const urls = new Set(leads.flatMap(({ url }) => url ?? []));
  const strangers = new Set([...urls].filter((url) => isWorthFollowing(house, marketplace, url)));
  const followed = new Set([...strangers].slice(0, mostFollowed));
  return await Promise.all(
    leads.map(async (lead): Promise<Followed> => {
      const { url } = lead;
      if (url === null || !strangers.has(url)) return lead;
      const found = followed.has(url)
        ? await evidenceFor(house, { id: store ?? marketplace }, { marketplace, url })
        : null;
      return found === null ? { ...lead, notes: [notFollowed] } : { ...lead, ...told(lead, found) };
    }),
  );
}

/** What was found out about an address, and what was not. */
function told(lead: Lead, found: FollowView): Pick<Followed, "partner" | "unsafe" | "notes" | "follow"> {
  const follow = { id: found.id, state: found.state };
  const others = found.reasons.filter((one) => one.code !== lost.code);
  // That nobody could find out is no proof of anything: what the address says by itself stays, and policy decides.
  const isLost = others.length < found.reasons.length;
  const unsafe = found.ended === null || isLost ? onceEach([...lead.unsafe, ...others]) : others;
  // Asked about for the first time, or anew: what was found to be bad holds meanwhile.
  const waits = found.state === "waiting" && (found.verdict === null || found.verdict === "clear");
  const owners = new Set(endsOf(found.hops).map((end) => ownerOf(end.url)?.id ?? null));
  const [owner = null] = owners.size === 1 ? owners : [];
  const notes = [...(waits ? [notYet] : []), ...(isLost ? [lost] : [])];
  return { follow, unsafe, notes, partner: lead.partner ?? owner };
}

function judged(house: House, post: PostAsked, { unsafe, url: _, notes: __, ...lead }: Followed): Finding {
  if (unsafe.length > 0) return { ...lead, verdict: "refused", policy: null, reasons: unsafe };
  const now = house.clock.now();
  const partner = lead.partner ?? "anybody";
  const policy = house.snapshot.policyAt(post.marketplace, partner, now);
  const rule = policy?.posts[kinds[lead.kind]] ?? "as_opened";
  const about = { ...lead, policy: policy?.n ?? null };
  if (rule === "allow") return { ...about, verdict: "allowed", reasons: [] };
  if (rule === "refuse") return { ...about, verdict: "refused", reasons: [byPolicy(lead, policy?.title)] };
  const { store, marketplace } = post;
  const answers = surfaces.map((method) =>
    house.permit({ marketplace, store, capability: "link", partner, method, buyer: null }, now),
  );
  if (answers.some((one) => one.open)) return { ...about, verdict: "allowed", reasons: [] };
  return { ...about, verdict: "refused", reasons: [byPolicy(lead), ...(answers[0]?.reasons ?? [])] };
}

const words = {
  qr_code: { zh: "二维码", en: "QR code" },
  wallet_id: { zh: "账号", en: "account" },
  link: { zh: "链接", en: "link" },
} as const;

function byPolicy(lead: Pick<Lead, "kind" | "partner">, title?: { zh: string; en: string }): Told {
  const app = lead.partner === null ? null : hostApp(lead.partner);
  const { zh, en } = words[lead.kind];
  const rule = title ? { zh: `（${title.zh}）`, en: ` (${title.en})` } : { zh: "", en: "" };
  return {
    code: `${lead.kind}_refused`,
    zh: `商家不得发布${app?.title.zh ?? "站外"}${zh}${rule.zh}。`,
    en: `Sellers may not post ${app ? `${app.title.en}'s` : "an outside"} ${en}${rule.en}.`,
  };
}
