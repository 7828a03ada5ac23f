import { row } from "./fault-row.ts";

/** What is refused about from where a key is used, and by which date of the API it asks. */
export const keyFaults = {
  api_version_unknown: row(
    400,
    false,
    { zh: "没有这个接口版本", en: "There is no such version of the API" },
    {
      zh: "请在 Hutong-Version 中填写 context.known 中的日期，或不发送此请求头（即最新版本）。",
      en: "Send one of the dates that `known` in `context` lists as Hutong-Version, or leave the header out: the latest.",
    },
  ),
  address_not_allowed: row(
    403,
    false,
    { zh: "此密钥不允许从该地址使用", en: "This key may not be used from this address" },
    {
      zh: "请求来自 context 中的 address，不在密钥的地址列表内；请从列表内的地址调用，或请密钥管理者把它加入列表。",
      en: "`address` in `context` is not on the key's list. Call from an address on it, or have this one added.",
    },
  ),
  address_list_invalid: row(
    422,
    false,
    { zh: "地址列表有误", en: "The list of addresses is not valid" },
    {
      zh: "context 中 wrong 所列各项不是 IPv4、IPv6 地址或网段（如 203.0.113.7、10.0.0.0/8、2001:db8::/32），或网段带有主机位。",
      en: "What `wrong` in `context` names is no address or network, as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32 are.",
    },
  ),
  address_list_locks_out: row(
    409,
    false,
    { zh: "此列表会把密钥自己挡在外面", en: "With this list the key would shut itself out" },
    {
      zh: "请把 context 中的 address（本次请求的地址）加入列表，或用其他身份修改。",
      en: "Add the `address` in `context`, from which you ask, or have somebody else change the list.",
    },
  ),
} as const;
