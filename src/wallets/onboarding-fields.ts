import type { ApplicantKind, OnboardingField, OnboardingSlot } from "./onboarding.ts";

/** Fields and documents that several wallets ask for, under one name each, so that a store types them once. */
const everybody: readonly ApplicantKind[] = ["company", "sole_trader", "individual"];
const businesses: readonly ApplicantKind[] = ["company", "sole_trader"];

type Draft = readonly [
  zh: string,
  en: string,
  pattern: string,
  requiredFor: readonly ApplicantKind[],
  secret?: "secret",
];

function field<Name extends string>(name: Name, [zh, en, pattern, requiredFor, secret]: Draft): OnboardingField {
  return { name, title: { zh, en }, secret: secret === "secret", requiredFor, pattern };
}

const day = "\\d{4}-\\d{2}-\\d{2}";

export const commonFields = {
  business_name: field("business_name", ["营业执照上的名称", "Name on the licence", ".{1,128}", businesses]),
  licence_number: field("licence_number", [
    ...(["统一社会信用代码或注册号", "Number of the licence", "[0-9A-Z]{15}|[0-9A-Z]{18}"] as const),
    businesses,
  ]),
  legal_person: field("legal_person", [
    "法定代表人或经营者姓名",
    "Legal person or owner",
    ".{1,64}",
    everybody,
    "secret",
  ]),
  id_number: field("id_number", ["身份证号码", "Identity card number", "\\d{17}[\\dX]", everybody, "secret"]),
  id_valid_from: field("id_valid_from", ["身份证有效期起", "Identity card valid from", day, everybody]),
  id_valid_to: {
    ...field("id_valid_to", ["身份证有效期止", "Identity card valid to", `${day}|long_term`, everybody]),
    hint: { zh: "长期有效填 long_term", en: "long_term where it has no end" },
  },
  contact_name: field("contact_name", ["联系人姓名", "Contact's name", ".{1,64}", everybody, "secret"]),
  contact_phone: field("contact_phone", ["联系人手机号", "Contact's mobile number", "1\\d{10}", everybody, "secret"]),
  contact_email: field("contact_email", ["联系人邮箱", "Contact's e-mail", "[^@\\s]+@[^@\\s]+", everybody, "secret"]),
  account_bank: field("account_bank", ["开户银行", "Bank", ".{1,64}", businesses]),
  bank_region: field("bank_region", ["开户银行省市编码", "Region code of the bank", "\\d{6}", businesses]),
  account_holder: field("account_holder", ["开户名称", "Account holder", ".{1,128}", businesses, "secret"]),
  account_number: field("account_number", ["银行账号", "Account number", "\\d{8,30}", businesses, "secret"]),
  short_name: field("short_name", ["商户简称", "Short name", ".{1,20}", everybody]),
  store_name: field("store_name", ["店铺名称", "Store's name", ".{1,128}", everybody]),
  store_url: field("store_url", ["店铺链接", "Store's address", "https?://\\S{1,500}", everybody]),
} as const satisfies Record<string, OnboardingField>;

type Image = Pick<OnboardingSlot, "types" | "bytesMax">;

/** The three papers, within what a wallet takes. */
export function commonDocuments(image: Image) {
  const slot = (name: string, zh: string, en: string, requiredFor: readonly ApplicantKind[]): OnboardingSlot => ({
    ...{ name, title: { zh, en }, requiredFor },
    ...image,
  });
  return [
    slot("licence", "营业执照照片", "Picture of the licence", businesses),
    slot("id_front", "身份证人像面照片", "Identity card, the side with the portrait", everybody),
    slot("id_back", "身份证国徽面照片", "Identity card, the side with the emblem", everybody),
  ] as const;
}
