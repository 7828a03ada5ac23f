import { commonFields as common, commonDocuments } from "../onboarding-fields.ts";
import type { ApplicantKind, OnboardingField, OnboardingForm, OnboardingRequest } from "../protocol.ts";
import type { Fields } from "./wire.ts";

/**
 * A sub-merchant's application (直付通二级商户进件): what it asks for in house words, and its biz_content. Names, types
 * of merchant and which fields go with which service: the public Java model AntMerchantExpandIndirectZftCreateModel of
 * 2022.
 */
const everybody: readonly ApplicantKind[] = ["company", "sole_trader", "individual"];

const category: OnboardingField = {
  name: "category",
  title: { zh: "行业类别码（MCC）", en: "Category code (MCC)" },
  ...{ secret: false, requiredFor: everybody, pattern: "\\d{4}" },
};
const account: OnboardingField = {
  name: "alipay_account",
  title: { zh: "商户支付宝账号（签约与结算）", en: "The merchant's Alipay account, for agreement and settlement" },
  ...{ secret: true, requiredFor: everybody, pattern: "1\\d{10}|[^@\\s]+@[^@\\s]+" },
  hint: { zh: "须与商户同名并已实名", en: "Of the same name as the merchant, and verified" },
};

export const zftForm: OnboardingForm = {
  fields: [
    ...[common.business_name, common.licence_number, common.legal_person, common.id_number],
    ...[common.contact_name, common.contact_phone, account, category],
    ...[common.short_name, common.store_name, common.store_url],
  ],
  // Kinds and size: what this house takes; the wallet's own limits are remembered as wider, not verified.
  documents: commonDocuments({ types: ["image/jpeg", "image/png", "image/bmp"], bytesMax: 2 * 1024 * 1024 }),
};

const types: Record<ApplicantKind, { merchant_type: string; cert_type: string }> = {
  company: { merchant_type: "01", cert_type: "201" },
  sole_trader: { merchant_type: "07", cert_type: "201" },
  individual: { merchant_type: "06", cert_type: "100" },
};

/** No empty field: readers differ on whether one counts. */
export function zftBiz(request: OnboardingRequest): Fields {
  const { applicant, applicationId, fields, documents } = request;
  const text = (name: string): string => fields[name] ?? "";
  const licensed = applicant !== "individual";
  return {
    external_id: applicationId,
    name: licensed ? text("business_name") : text("legal_person"),
    alias_name: text("short_name"),
    ...types[applicant],
    cert_no: licensed ? text("licence_number") : text("id_number"),
    ...(applicant === "sole_trader" ? { cert_name: text("business_name") } : {}),
    ...(documents["licence"] === undefined ? {} : { cert_image: documents["licence"] }),
    ...(licensed ? { legal_name: text("legal_person"), legal_cert_no: text("id_number") } : {}),
    legal_cert_front_image: documents["id_front"],
    legal_cert_back_image: documents["id_back"],
    mcc: text("category"),
    contact_infos: [{ name: text("contact_name"), mobile: text("contact_phone") }],
    service: ["电脑支付", "wap支付"],
    sites: [{ site_type: "01", site_url: text("store_url"), site_name: text("store_name") }],
    // Either this or a bank card; the card wants the branch's own words, which a store seldom knows.
    alipay_logon_id: text("alipay_account"),
    binding_alipay_logon_id: text("alipay_account"),
  };
}
