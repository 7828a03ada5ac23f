import Type from "typebox";
import {
  choice,
  HttpUrl,
  Id,
  Instant,
  InstantOrNull,
  ref,
  ScopeShape,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";

const Name = Type.String({ minLength: 1, maxLength: 120 });

export const NameShape = shape("Name", { zh: Name, en: Name });

const Tags = Type.Record(Type.String({ pattern: "^[a-z0-9_]{1,40}$" }), Type.String({ maxLength: 120 }), {
  maxProperties: 20,
  additionalProperties: false,
});

export const MarketplaceShape = shape("Marketplace", {
  id: Type.String(),
  name: ref(WordsShape),
  time_zone: Type.String(),
  shop_url: TextOrNull,
  state: choice(["open", "suspended"]),
  created_at: Instant,
});

export const NewMarketplaceShape = shape("NewMarketplace", {
  name: ref(NameShape),
  time_zone: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      pattern: "^[A-Za-z0-9_+/-]+$",
      description: "Asia/Shanghai if absent.",
    }),
  ),
  shop_url: Type.Optional(HttpUrl),
});

export const ChangeMarketplaceShape = shape("ChangeMarketplace", {
  name: Type.Optional(ref(NameShape)),
  shop_url: Type.Optional(HttpUrl),
  state: Type.Optional(choice(["open", "suspended"])),
});

export const MerchantShape = shape("Merchant", {
  id: Type.String(),
  marketplace: Type.String(),
  name: ref(WordsShape),
  created_at: Instant,
});

export const NewMerchantShape = shape("NewMerchant", { marketplace: Type.Optional(Id("mkt")), name: ref(NameShape) });

export const StoreShape = shape("Store", {
  id: Type.String(),
  marketplace: Type.String(),
  merchant: Type.String(),
  name: ref(WordsShape),
  tags: Type.Record(Type.String(), Type.String()),
  state: choice(["open", "suspended", "closed"]),
  created_at: Instant,
});

export const TagWordsShape = shape("TagWords", {
  data: Type.Array(Type.Object({ tag: choice(["category"]), value: Type.String(), words: ref(WordsShape) })),
});

export const NewStoreShape = shape("NewStore", {
  marketplace: Type.Optional(Id("mkt")),
  merchant: Id("mer"),
  name: ref(NameShape),
  tags: Type.Optional(Tags),
});

export const ChangeStoreShape = shape("ChangeStore", {
  name: Type.Optional(ref(NameShape)),
  tags: Type.Optional(Tags),
  state: Type.Optional(choice(["open", "suspended", "closed"])),
});

export const WalletId = Type.String({ pattern: "^[a-z0-9_-]{1,32}$" });

export const WalletAccountShape = shape("WalletAccount", {
  id: Type.String(),
  marketplace: Type.String(),
  wallet: Type.String(),
  title: Type.String(),
  state: choice(["enabled", "disabled"]),
  settings: Type.Record(Type.String(), Type.String(), { description: "Without the secret ones." }),
  secrets_set: Type.Array(Type.String()),
  notice_url: Type.String({ description: "Where the wallet sends its notices; each payment names it by itself." }),
  created_at: Instant,
});

const Settings = Type.Record(Type.String({ pattern: "^[a-zA-Z0-9_]{1,64}$" }), Type.String({ maxLength: 20_000 }), {
  maxProperties: 40,
  additionalProperties: false,
  description: "As GET /v1/wallets names them; the secret ones never come back.",
});

export const NewWalletAccountShape = shape("NewWalletAccount", {
  marketplace: Type.Optional(Id("mkt")),
  wallet: WalletId,
  title: Name,
  settings: Settings,
});

export const ChangeWalletAccountShape = shape("ChangeWalletAccount", {
  title: Type.Optional(Name),
  state: Type.Optional(choice(["enabled", "disabled"])),
  settings: Type.Optional(Settings),
});

export const activationStates = ["applied", "merchant_ready", "active", "switched_off"] as const;

export const ActivationShape = shape("Activation", {
  id: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  wallet: Type.String(),
  wallet_account: Type.String(),
  state: choice(activationStates),
  sub_merchant: TextOrNull,
  applied_at: Instant,
  merchant_ready_at: InstantOrNull,
  visible_at: InstantOrNull,
  updated_at: Instant,
});

export const SetActivationShape = shape("SetActivation", {
  state: choice(activationStates),
  sub_merchant: Type.Optional(Type.Unsafe<string | null>({ type: ["string", "null"], maxLength: 64 })),
  wallet_account: Type.Optional(Id("wac")),
  why: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
});

const keyFields = {
  id: Type.String(),
  marketplace: Type.String(),
  store: TextOrNull,
  name: Type.String(),
  scopes: Type.Array(ScopeShape),
  hint: Type.String({ description: "The token's first characters and its last four." }),
  addresses: Type.Array(Type.String(), { description: "From where it may be used; empty: from everywhere." }),
  created_at: Instant,
  last_used_at: InstantOrNull,
  expires_at: InstantOrNull,
  revoked_at: InstantOrNull,
};

export const ApiKeyShape = shape("ApiKey", keyFields);

const Addresses = Type.Array(Type.String({ minLength: 2, maxLength: 60 }), {
  maxItems: 100,
  description: "Addresses and networks, IPv4 and IPv6: 203.0.113.7, 10.0.0.0/8, 2001:db8::/32. Empty: from everywhere.",
});

export const KeyAddressesShape = shape("KeyAddresses", { addresses: Addresses });
export const OwnAddressShape = shape("OwnAddress", {
  address: Type.String({ description: "Where this very request came from, as lists of addresses are compared." }),
  listed: Type.Boolean({ description: "Whether the list that was asked about holds it; an empty one holds all." }),
  wrong: Type.Array(Type.String(), { description: "What of that list is neither an address nor a network." }),
});

export const CreatedApiKeyShape = shape("CreatedApiKey", {
  ...keyFields,
  token: Type.Unsafe<string | null>({
    type: ["string", "null"],
    description: "Told once; null when the answer is a repeat.",
  }),
});

export const NewApiKeyShape = shape("NewApiKey", {
  marketplace: Type.Optional(Id("mkt")),
  store: Type.Optional(Id("sto")),
  name: Name,
  scopes: Type.Array(ScopeShape, { minItems: 1, maxItems: 50, uniqueItems: true }),
  addresses: Type.Optional(Addresses),
});

export const RollApiKeyShape = shape("RollApiKey", {
  overlap_seconds: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2_592_000, description: "How long the old key still works; a day if absent." }),
  ),
});
