import Type from "typebox";
import {
  choice,
  Id,
  Instant,
  InstantOrNull,
  MoneyShape,
  nullable,
  PositiveMoneyShape,
  ref,
  shape,
  TextOrNull,
  WordsShape,
} from "./common.ts";
import { PaymentShape } from "./payments.ts";

const Latin = (max: number) => Type.String({ minLength: 1, maxLength: max, pattern: "^[ -~]+$" });

export const NewTillPaymentShape = shape("NewTillPayment", {
  store: Id("sto"),
  code: Type.String({ minLength: 8, maxLength: 64, description: "What the till scanned; never stored." }),
  amount: ref(PositiveMoneyShape),
  number: Type.String({ minLength: 1, maxLength: 64, description: "The till's own number: one sale, paid once." }),
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 120 })),
  wallet: Type.Optional(Type.String({ maxLength: 32, description: "Only where the code leaves it open." })),
  buyer_reference: Type.Optional(
    Type.String({
      ...{ minLength: 1, maxLength: 128 },
      description:
        "Your own word for the buyer (a member's number): without it no limit of a buyer's day lets them in.",
    }),
  ),
});

export const TillPaymentShape = shape("TillPayment", {
  number: Type.String(),
  wallet: Type.String(),
  payment: ref(PaymentShape),
});

export const TillWithdrawalShape = shape("TillWithdrawal", {
  store: Id("sto"),
  number: Type.String({ minLength: 1, maxLength: 64 }),
  amount: ref(PositiveMoneyShape),
});

export const WithdrawnSaleShape = shape("WithdrawnSale", {
  number: Type.String(),
  state: choice(["withdrawn", "paid", "ending"]),
});

export const NewMerchantCodeShape = shape("NewMerchantCode", {
  store: Id("sto"),
  amount: Type.Optional(ref(PositiveMoneyShape)),
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  latin_name: Type.Optional(Latin(25)),
  latin_city: Type.Optional(Latin(15)),
});

export const MerchantCodeShape = shape("MerchantCode", {
  id: Type.String(),
  marketplace: Type.String(),
  store: Type.String(),
  title: Type.String(),
  latin_name: Type.String(),
  latin_city: Type.String(),
  amount: nullable(ref(MoneyShape)),
  currency: Type.String(),
  state: choice(["active", "revoked"]),
  url: Type.String({ description: "The address in the printed code; any wallet's scanner opens it as a page." }),
  emv: Type.String({ description: "The same code for readers of EMVCo's merchant-presented text." }),
  created_at: Instant,
  revoked_at: InstantOrNull,
});

export const ScannedShape = shape("Scanned", {
  store: Id("sto"),
  text: Type.String({ minLength: 1, maxLength: 1024 }),
});

export const DecodedShape = shape("Decoded", {
  kind: choice(["payer_code", "merchant_code", "emv", "unknown"]),
  wallets: Type.Array(Type.String(), { description: "Whose payer code it is; more than one: choose." }),
  merchant_code: TextOrNull,
  name: TextOrNull,
  amount: TextOrNull,
  fault: TextOrNull,
  at: TextOrNull,
  says: nullable(ref(WordsShape)),
});

const Digits = Type.Object(
  {
    min: Type.Integer({ minimum: 8, maximum: 32 }),
    max: Type.Integer({ minimum: 8, maximum: 32 }),
  },
  { additionalProperties: false, description: "How many digits such a code has, its prefix among them." },
);

export const SetPayerCodeRuleShape = shape("SetPayerCodeRule", {
  marketplace: Type.Optional(Id("mkt")),
  wallet: Type.String({ pattern: "^[a-z][a-z0-9_]{1,31}$" }),
  prefix: Type.String({ pattern: "^[0-9]{1,12}$" }),
  digits: Digits,
  state: choice(["on", "off"]),
});

export const PayerCodeRuleShape = shape("PayerCodeRule", {
  source: choice(["wallet", "house", "marketplace"]),
  wallet: Type.String({ description: "A wallet, or a network that this house does not speak." }),
  prefix: TextOrNull,
  digits: nullable(Digits),
  shape: nullable(Type.String({ description: "A regular expression, for codes that are no plain numbers." })),
  set_by: TextOrNull,
  set_at: InstantOrNull,
});
