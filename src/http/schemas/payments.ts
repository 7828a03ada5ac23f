import Type from "typebox";
import { payMethods } from "#wallets/protocol";
import {
  choice,
  HttpUrl,
  Id,
  Instant,
  InstantOrNull,
  Metadata,
  MoneyShape,
  nullable,
  PositiveMoneyShape,
  ReasonShape,
  ref,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";

export const Method = choice(payMethods);
/** How a payment was made: by a way of a checkout, or by a payer's code at a till. */
export const PaidBy = choice([...payMethods, "code"]);
export const Locale = choice(["zh-CN", "en"]);
export const checkoutStates = ["open", "complete", "expired", "cancelled"] as const;
export const orderStates = ["unpaid", "paid", "partly_refunded", "refunded", "closed"] as const;
export const paymentStates = [
  "starting",
  "waiting",
  "abandoned",
  "refused",
  "closed",
  "paid",
  "surplus",
  "returned",
] as const;
export const refundStates = ["created", "processing", "refunded", "abnormal", "refused"] as const;

const Title = Type.String({ minLength: 1, maxLength: 120 });

export const OrderLineShape = shape("OrderLine", {
  title: Title,
  quantity: Type.Integer({ minimum: 1, maximum: 100_000 }),
  amount: ref(PositiveMoneyShape),
  picture_url: Type.Optional(HttpUrl),
  ships: Type.Optional(
    Type.Boolean({
      description:
        "false: nothing is sent (virtual goods, a service). An order without anything to send is released " +
        "by the time since its payment, whatever the marketplace's terms say of shipments. Not by a store's key.",
    }),
  ),
});

export const BuyerFactsShape = shape(
  "BuyerFacts",
  {
    reference: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    no_bound_card: Type.Optional(Type.Boolean()),
    no_balance: Type.Optional(Type.Boolean()),
    city_tier: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
    age_band: Type.Optional(Type.String({ maxLength: 20 })),
    app: Type.Optional(Type.String({ minLength: 1, maxLength: 40 })),
    app_version: Type.Optional(Type.String({ maxLength: 40 })),
    tags: Type.Optional(
      Type.Record(Type.String({ pattern: "^[a-z][a-z0-9_]{0,39}$" }), Type.String({ maxLength: 100 }), {
        maxProperties: 20,
        additionalProperties: false,
        description: 'What else openings may ask about, in conditions: {member_level: "gold"}.',
      }),
    ),
  },
  "Facts steer openings; none of them names a person.",
);

export const NewCheckoutShape = shape("NewCheckout", {
  marketplace: Type.Optional(Id("mkt")),
  orders: Type.Array(
    Type.Object(
      {
        store: Id("sto"),
        number: Type.String({ minLength: 1, maxLength: 64 }),
        title: Title,
        amount: ref(PositiveMoneyShape),
        lines: Type.Array(ref(OrderLineShape), { minItems: 1, maxItems: 100 }),
      },
      { additionalProperties: false },
    ),
    { minItems: 1, maxItems: 50 },
  ),
  buyer: Type.Optional(ref(BuyerFactsShape)),
  success_url: HttpUrl,
  cancel_url: HttpUrl,
  locale: Type.Optional(Locale),
  expires_in: Type.Optional(Type.Integer({ minimum: 60, maximum: 86_400, description: "Seconds; 1800 if absent." })),
  metadata: Type.Optional(Metadata),
});

export const OrderShape = shape("Order", {
  id: Type.String(),
  checkout: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  store_title: Type.Optional(Type.String()),
  number: Type.String(),
  title: Type.String(),
  amount: ref(MoneyShape),
  refunded: ref(MoneyShape),
  state: choice(orderStates),
  lines: Type.Array(ref(OrderLineShape)),
  created_at: Instant,
  paid_at: InstantOrNull,
});

export const OfferShape = shape("Offer", {
  wallet: Type.String(),
  title: ref(WordsShape),
  mark: Type.Object({ svg: Type.String(), colour: Type.String() }),
  available: Type.Boolean(),
  reasons: Type.Array(ref(ReasonShape)),
  methods: Type.Array(Method),
  combined: Type.Boolean(),
  cap: nullable(ref(MoneyShape)),
  in_app: Type.Optional(Type.Object({ user_agent: Type.String(), needs_openid: Type.Boolean() })),
  desktop_jump: Type.Optional(Type.Boolean()),
  combined_methods: Type.Optional(Type.Array(Method)),
});

export const ActionShape = {
  ...Type.Union([
    Type.Object({ kind: Type.Literal("qr"), content: Type.String() }),
    Type.Object({
      kind: Type.Literal("jump"),
      url: Type.String(),
      form: Type.Optional(
        Type.Record(Type.String(), Type.String(), {
          description: "Where there, the browser posts these fields to `url` (application/x-www-form-urlencoded).",
        }),
      ),
    }),
    Type.Object({
      kind: Type.Literal("invoke"),
      bridge: Type.String(),
      parameters: Type.Record(Type.String(), Type.String()),
    }),
    Type.Object({ kind: Type.Literal("app"), order: Type.String() }),
  ]),
  $id: "Action" as const,
  description: "What the buyer must do next.",
};

export const PaymentShape = shape("Payment", {
  id: Type.String(),
  order: Type.String(),
  checkout: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  wallet: Type.String(),
  issuer: Type.Optional(
    Type.String({ description: "The wallet whose user pays, where it is another than the one that pays the store." }),
  ),
  method: PaidBy,
  amount: ref(MoneyShape),
  received: Type.Optional(ref(MoneyShape)),
  refunded: ref(MoneyShape),
  state: choice(paymentStates),
  wallet_ref: TextOrNull,
  action: nullable(ref(ActionShape)),
  stage: nullable(choice(["offered", "scanned", "paying"])),
  reason: nullable(ref(ReasonShape)),
  combined: TextOrNull,
  by_friend: Type.Boolean(),
  expires_at: Instant,
  created_at: Instant,
  paid_at: InstantOrNull,
});

const checkoutFields = {
  id: Type.String(),
  marketplace: Type.String(),
  marketplace_title: Type.Optional(Type.String()),
  mode: Type.Optional(choice(["live", "test"])),
  state: choice(checkoutStates),
  amount: ref(MoneyShape),
  orders: Type.Array(ref(OrderShape)),
  payments: Type.Array(ref(PaymentShape), { description: "Newest first." }),
  offers: Type.Array(ref(OfferShape)),
  success_url: Type.String(),
  cancel_url: Type.String(),
  locale: Locale,
  metadata: Type.Record(Type.String(), Type.String()),
  expires_at: Instant,
  created_at: Instant,
};

export const CheckoutShape = shape("Checkout", checkoutFields);

export const CreatedCheckoutShape = shape(
  "CreatedCheckout",
  {
    ...checkoutFields,
    url: Type.String({ description: "Send the buyer here." }),
    secret: Type.String({ description: "For the buyer's page: acts for this checkout only." }),
  },
  "A checkout, as answered to whoever created it.",
);

export const FriendShape = shape("FriendView", {
  checkout: Type.String(),
  marketplace_title: Type.Optional(Type.String()),
  mode: Type.Optional(choice(["live", "test"])),
  state: choice(checkoutStates),
  amount: ref(MoneyShape),
  orders: Type.Array(
    Type.Object({
      id: Type.String(),
      store: Type.String(),
      store_title: Type.Optional(Type.String()),
      title: Type.String(),
      amount: ref(MoneyShape),
      state: choice(orderStates),
    }),
  ),
  payments: Type.Array(ref(PaymentShape)),
  offers: Type.Array(ref(OfferShape)),
  locale: Locale,
  expires_at: Instant,
});

export const FriendLinkShape = shape("FriendLink", { url: Type.String(), expires_at: Instant });

export const StartPaymentShape = shape("StartPayment", {
  checkout: Id("chk"),
  wallet: Type.String({ pattern: "^[a-z0-9_-]{1,32}$" }),
  method: Method,
  device: choice(["desktop", "phone"]),
  order: Type.Optional(Id("ord")),
  openid: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
});

export const StartedShape = shape("Started", {
  payments: Type.Array(ref(PaymentShape)),
  action: nullable(ref(ActionShape)),
});

export const NewRefundShape = shape("NewRefund", {
  payment: Id("pay"),
  amount: ref(PositiveMoneyShape),
  reason: Type.String({ minLength: 1, maxLength: 80 }),
});

export const RetryRefundShape = shape("RetryRefund", {
  to: Type.Optional(
    Type.Union([
      Type.Object({
        kind: Type.Literal("payer_card"),
        bank: Type.String({ pattern: "^[A-Z][A-Z0-9_]{1,15}$", description: "The wallet's own code of the bank." }),
        number: Type.String({ pattern: "^\\d{12,19}$", description: "Goes to the wallet and is stored nowhere." }),
        holder: Type.String({ minLength: 1, maxLength: 30 }),
      }),
      Type.Object({ kind: Type.Literal("store_account") }),
    ]),
  ),
});

export const RefundShape = shape("Refund", {
  id: Type.String(),
  payment: Type.String(),
  order: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  amount: ref(MoneyShape),
  reason: Type.String(),
  cause: choice(["asked", "surplus"]),
  state: choice(refundStates),
  wallet_refund_ref: TextOrNull,
  created_at: Instant,
  refunded_at: InstantOrNull,
});
