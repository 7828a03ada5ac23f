import { hash } from "node:crypto";
import { ownerOf } from "./host-apps.ts";
import { withoutEnd } from "./host-names.ts";
import { isAllowed, type Lists, screenUrl } from "./screen-url.ts";
import type { Told } from "./types.ts";

/** Something in a post that leads out of the marketplace. `where`: "text", or "picture 1". */
export type Lead = {
  kind: "qr_code" | "wallet_id" | "link";
  where: string;
  /** As it stands there, or where it is long its beginning and the SHA-256 of the whole: an appeal is about this. */
  value: string;
  /** The whole of it with its scheme, to be followed; null where it is no web address. */
  url: string | null;
  /** Whose it is; null when nobody's that we know. */
  partner: string | null;
  /** Screening's word about an address: with any, it is refused. */
  unsafe: readonly Told[];
  /** What else is known of where it leads, and what is not: no reason to refuse it. */
  notes?: readonly Told[];
};

/** What people write so that a machine does not find it: full-width, hidden, apart, with pictures between. */
export function plainText(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\p{Cf}\p{M}\u3164\u115f\u1160]/gu, "")
    .replace(/[\p{Extended_Pictographic}\p{So}\p{Sk}]/gu, "")
    .replace(/(?<=[\p{Script=Han}a-z0-9])[\s.·•_~*|,，、。-]+(?=\p{Script=Han})/gu, "")
    .replace(/(?<=\p{Script=Han})[\s.·•_~*|,，、。-]+(?=[\p{Script=Han}a-z0-9])/gu, "");
}

const wechatNames = new RegExp(
  [
    /[微薇威徽葳巍维危唯][信芯心星新伈杺欣]|[维威微薇]\s?[x×]|v[信芯心xⅹ]/,
    /w\s*[ei]{1,2}\s*[ix]{1,2}\s*[ixn]{1,3}|we\s*chat|\bwx\b|\bvx\b|[加➕+]\s?v\b|绿色软件|绿泡泡/,
  ]
    .map((one) => one.source)
    .join("|"),
);
const alipayNames = /支付[宝寳]|zhi\s*fu\s*bao|\bzfb\b|alipay|某宝转账/;
const qqNames = /\bq\s?q\b|扣扣|企鹅号/;
/** An id of the kind that people add each other by, or a mobile number. */
const idAfter =
  /^[^a-z0-9]{0,12}(?:号码|号|id|账号|帐号|加我)?[^a-z0-9]{0,6}([a-z][a-z0-9_-]{5,19}|1[3-9](?:[\s-]?\d){9}|[1-9]\d{4,10})/;
const names = [
  ["wechat", wechatNames],
  ["alipay", alipayNames],
  ["qq", qqNames],
] as const;

/** Ids at other wallets and messengers, named near their app. */
export function walletIdsIn(text: string): { partner: string; value: string }[] {
  const plain = plainText(text.slice(0, longest));
  const found: { partner: string; value: string }[] = [];
  for (const [partner, name] of names) {
    for (const match of plain.matchAll(new RegExp(name, "g"))) {
      const id = idAfter.exec(plain.slice(match.index + match[0].length, match.index + match[0].length + 60))?.[1];
      if (id !== undefined) found.push({ partner, value: id });
    }
  }
  return found;
}

const longest = 20_000;
const endings = "com|cn|net|org|cc|top|xyz|vip|shop|link|me|co|io|ly|im|gd";
/** A web address, or a name with a common ending that stands alone. */
const address = new RegExp(
  [
    /(?:https?:\/\/|www\.)[^\s\p{Script=Han}"'<>，。！？、）】]+/u,
    new RegExp(`(?<![\\w@.-])(?:[a-z0-9-]+\\.)+(?:${endings})(?:\\/[^\\s\\p{Script=Han}"'<>]*)?(?![\\w.-])`, "u"),
    /(?:weixin|wxp|alipays?|taobao|tbopen):\/\/[^\s\p{Script=Han}"'<>]+/u,
  ]
    .map((one) => one.source)
    .join("|"),
  "giu",
);

export function linksIn(text: string): string[] {
  const plain = text
    .slice(0, longest)
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    // First of all: with runs of spaces the next pattern would be cubic in them.
    .replace(/\s+/g, " ")
    .replace(/ ?[[(（【]? ?(?:点|dot) ?[\])）】]? ?(?=(?:com|cn|net|top|xyz|cc)\b)/gi, ".");
  return [...new Set([...plain.matchAll(address)].map((match) => withoutEnd(match[0], ",.;:!?)]")))];
}

const longestShown = 200;
const marked = /… [\w-]{43}$/;

/**
 * A value as people see it and as appeals name it, at most 200 characters. The beginning alone would not do: what one
 * appeal lets pass would let pass everything that begins alike. Nor does a value that is written like a shortened one.
 */
export function short(value: string): string {
  if (value.length <= longestShown && !marked.test(value)) return value;
  const mark = `… ${hash("sha256", value, "base64url")}`;
  return value.slice(0, longestShown - mark.length).toWellFormed() + mark;
}

const withScheme = (value: string): string => (/^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`);

/** Everything in a post that leads out. `codes`: what the QR codes of its pictures hold. */
export function leadsIn(
  post: { text: string; codes: readonly { where: string; content: string }[] },
  lists: Lists,
): Lead[] {
  const unsafeOf = (value: string) => {
    const { verdict, reasons } = screenUrl(value, lists);
    return verdict === "clear" ? [] : reasons;
  };
  const isAddress = (value: string): boolean => /^(https?:\/\/|www\.)/i.test(value);
  // What stays on the marketplace's own hosts leads nowhere.
  const own = (value: string): boolean => isAllowed(withScheme(value), lists) && unsafeOf(value).length === 0;
  return [
    ...post.codes
      .filter(({ content }) => !own(content))
      .map(({ where, content }): Lead => {
        const partner = ownerOf(content)?.id ?? null;
        const about = { kind: "qr_code", where, value: short(content), partner } as const;
        if (!isAddress(content)) return { ...about, url: null, unsafe: [] };
        return { ...about, url: withScheme(content), unsafe: unsafeOf(content) };
      }),
    ...walletIdsIn(post.text).map(
      ({ partner, value }): Lead => ({
        ...{ kind: "wallet_id", where: "text", value: short(value), url: null, partner, unsafe: [] },
      }),
    ),
    ...linksIn(post.text)
      .filter((value) => !own(value))
      .map((value): Lead => {
        const partner = ownerOf(value)?.id ?? null;
        const about = { kind: "link", where: "text", value: short(value), partner } as const;
        if (/^(?!https?:)[a-z]+:\/\//i.test(value)) return { ...about, url: null, unsafe: [] };
        return { ...about, url: withScheme(value), unsafe: unsafeOf(value) };
      }),
  ];
}
