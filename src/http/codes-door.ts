import type {
  CodeOffer,
  Decoded,
  MerchantCodeView,
  NewMerchantCode,
  NewTillPayment,
  PayerRule,
  PayerRuleView,
  SaleToWithdraw,
  TillPayment,
  ToWallet,
  WithdrawnSale,
} from "#codes";
import type { PaymentView } from "#payments";
import type { Words } from "#wallets/protocol";
import type { Caller, Page, Paged, RepeatKey, Result } from "./parts.ts";

/** What this room needs of codes. Ids of codes that are read, revoked or drawn are ones that the caller reaches. */
export type CodesDoor = {
  /** `not_found` for a store outside the caller's reach. */
  charge(caller: Caller, input: NewTillPayment, repeat: RepeatKey | null): Promise<Result<TillPayment<PaymentView>>>;
  /** `not_found` for a store outside the caller's reach. */
  withdraw(caller: Caller, sale: SaleToWithdraw): Promise<Result<WithdrawnSale>>;
  /** As the tills of this marketplace read it. */
  decode(text: string, marketplace: string): Decoded;
  create(caller: Caller, input: NewMerchantCode, repeat: RepeatKey | null): Promise<Result<MerchantCodeView>>;
  get(id: string): Promise<MerchantCodeView | null>;
  list(store: string, page: Page): Promise<Paged<MerchantCodeView>>;
  revoke(id: string): Promise<Result<MerchantCodeView>>;
  texts(code: MerchantCodeView): Promise<{ url: string; emv: string }>;
  svg(code: MerchantCodeView, language: "zh" | "en"): Promise<string>;
  pdf(code: MerchantCodeView, language: "zh" | "en"): Promise<Buffer>;
  /** The page behind a code, for the app with this user agent. */
  open(
    id: string,
    userAgent: string,
  ): Promise<Result<{ code: MerchantCodeView; store: Words; offers: readonly CodeOffer[] }>>;
  pay(input: {
    code: string;
    wallet: string;
    amount: MerchantCodeView["amount"];
    key: string;
    userAgent: string;
    openid?: string;
    ip?: string;
  }): Promise<Result<ToWallet>>;
  formKey(): string;
};

/** Which payer's codes are whose: the wallets' own word, and what people add. */
export type PayerRulesDoor = {
  list(marketplace: string | null): readonly PayerRuleView[];
  /** False: this house speaks no such wallet. */
  set(rule: PayerRule, state: "on" | "off", by: string): Promise<boolean>;
};
