/** The shapes that the HTTP API speaks to this page, mirrored: money is minor units as text, instants are RFC 3339. */

export type MoneyJson = { currency: string; minor: string };
export type Words = { zh: string; en: string };
export type Locale = "zh-CN" | "en";
export type PayMethod = "qr" | "jump" | "in_app" | "app";
export type Device = "desktop" | "phone";
export type Reason = { code: string } & Words;

export type BuyerAction =
  | { kind: "qr"; content: string }
  /** With `form`, the browser posts these fields there. */
  | { kind: "jump"; url: string; form?: Record<string, string> }
  | { kind: "invoke"; bridge: string; parameters: Record<string, string> }
  | { kind: "app"; order: string };

/** How a wallet is shown. */
export type WalletFace = { title: Words; mark: { svg: string; colour: string } };

export type Offer = WalletFace & {
  wallet: string;
  available: boolean;
  reasons: readonly Reason[];
  methods: readonly PayMethod[];
  combined: boolean;
  cap: MoneyJson | null;
  in_app?: { user_agent: string; needs_openid: boolean };
  desktop_jump?: boolean;
  combined_methods?: readonly PayMethod[];
};

export type OrderLine = { title: string; quantity: number; amount: MoneyJson; picture_url?: string };
export type OrderState = "unpaid" | "paid" | "partly_refunded" | "refunded" | "closed";

export type OrderView = {
  id: string;
  store: string;
  store_title?: string;
  /** Hidden from a friend who pays. */
  number?: string;
  title: string;
  amount: MoneyJson;
  state: OrderState;
  /** Hidden from a friend who pays. */
  lines?: readonly OrderLine[];
};

export type PaymentState =
  | "starting"
  | "waiting"
  | "abandoned"
  | "refused"
  | "closed"
  | "paid"
  | "surplus"
  | "returned";

export type PaymentView = {
  id: string;
  order: string;
  wallet: string;
  method: PayMethod | "code";
  amount: MoneyJson;
  state: PaymentState;
  wallet_ref: string | null;
  action: BuyerAction | null;
  stage: "offered" | "scanned" | "paying" | null;
  reason: Reason | null;
  combined: string | null;
  by_friend: boolean;
  expires_at: string;
  created_at: string;
  paid_at: string | null;
};

export type CheckoutState = "open" | "complete" | "expired" | "cancelled";

/** What both pages show: the buyer's checkout, or the part of it that a friend may see. */
export type Bill = {
  id: string;
  marketplace_title?: string;
  mode?: "live" | "test";
  state: CheckoutState;
  amount: MoneyJson;
  orders: readonly OrderView[];
  /** Newest first; a friend's bill holds only the friend's own. */
  payments: readonly PaymentView[];
  offers: readonly Offer[];
  /** A friend is not sent anywhere. */
  success_url?: string;
  cancel_url?: string;
  locale: Locale;
  expires_at: string;
};

/** GET /v1/wallets, as far as this page reads it. */
export type WalletList = { data: readonly (WalletFace & { id: string })[] };

/** GET /v1/friend-links/:token. */
export type FriendView = Omit<Bill, "id" | "success_url" | "cancel_url"> & { checkout: string };

export type StartInput = {
  checkout: string;
  wallet: string;
  method: PayMethod;
  device: Device;
  order?: string;
  openid?: string;
};

export type Started = { payments: readonly PaymentView[]; action: BuyerAction | null };
export type FriendLink = { url: string; expires_at: string };

/** RFC 9457, with the words of both languages. */
export type ProblemJson = {
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  request_id?: string;
  zh?: { title?: string; detail?: string };
};
