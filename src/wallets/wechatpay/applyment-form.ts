import { commonFields as common, commonDocuments } from "../onboarding-fields.ts";
import type { ApplicantKind, OnboardingForm, OnboardingRequest } from "../protocol.ts";
import type { JsonObject } from "./wire.ts";

/**
 * A sub-merchant's application (二级商户进件): what it asks for in house words, and the body that goes on the wire. Field
 * names, types of organisation and which fields are encrypted: TheNorthMemory/wechatpay-openapi, docs/v3/ecommerce.
 */
export const applymentForm: OnboardingForm = {
  fields: [
    ...[common.business_name, common.licence_number, common.legal_person, common.id_number],
    ...[common.id_valid_from, common.id_valid_to, common.contact_name, common.contact_phone, common.contact_email],
    ...[common.account_bank, common.bank_region, common.account_holder, common.account_number],
    ...[common.short_name, common.store_name, common.store_url],
  ],
  // JPG, BMP or PNG, 2 MB at most: pay.weixin.qq.com document 4012760509.
  documents: commonDocuments({ types: ["image/jpeg", "image/png", "image/bmp"], bytesMax: 2 * 1024 * 1024 }),
};

/** 2401: nobody's licence is asked for (小微). */
const organizationTypes: Record<ApplicantKind, string> = { company: "2", sole_trader: "4", individual: "2401" };

/** The wire's names (the last part of a path) in house words, for the reasons of a rejection. */
export const houseNames: Readonly<Record<string, string>> = {
  business_license_copy: "licence",
  business_license_number: "licence_number",
  merchant_name: "business_name",
  legal_person: "legal_person",
  id_card_copy: "id_front",
  id_card_national: "id_back",
  id_card_name: "legal_person",
  id_card_number: "id_number",
  id_card_valid_time_begin: "id_valid_from",
  id_card_valid_time: "id_valid_to",
  contact_name: "contact_name",
  contact_id_card_number: "id_number",
  mobile_phone: "contact_phone",
  contact_email: "contact_email",
  account_bank: "account_bank",
  bank_address_code: "bank_region",
  account_name: "account_holder",
  account_number: "account_number",
  merchant_shortname: "short_name",
  store_name: "store_name",
  store_url: "store_url",
};

/** `secret` encrypts a sensitive field under the key that the request names. */
export function applymentBody(request: OnboardingRequest, secret: (text: string) => string): JsonObject {
  const { applicant, applicationId, fields, documents } = request;
  const text = (name: string): string => fields[name] ?? "";
  const media = (name: string): string => documents[name] ?? "";
  const licensed = applicant !== "individual";
  return {
    out_request_no: applicationId,
    organization_type: organizationTypes[applicant],
    ...(licensed
      ? {
          business_license_info: {
            business_license_copy: media("licence"),
            business_license_number: text("licence_number"),
            merchant_name: text("business_name"),
            legal_person: text("legal_person"),
          },
        }
      : {}),
    id_card_info: {
      id_card_copy: media("id_front"),
      id_card_national: media("id_back"),
      id_card_name: secret(text("legal_person")),
      id_card_number: secret(text("id_number")),
      id_card_valid_time_begin: text("id_valid_from"),
      id_card_valid_time: text("id_valid_to") === "long_term" ? "长期" : text("id_valid_to"),
    },
    need_account_info: licensed,
    ...(licensed ? { account_info: accountInfo(applicant, text, secret) } : {}),
    contact_info: {
      // 65: the owner or legal person; another contact (66) would need papers of its own.
      contact_type: "65",
      contact_name: secret(text("contact_name")),
      contact_id_card_number: secret(text("id_number")),
      mobile_phone: secret(text("contact_phone")),
      contact_email: secret(text("contact_email")),
    },
    sales_scene_info: { store_name: text("store_name"), store_url: text("store_url") },
    merchant_shortname: text("short_name"),
  };
}

function accountInfo(applicant: ApplicantKind, text: (name: string) => string, secret: (text: string) => string) {
  return {
    // 75: of a company; 74: of a person.
    bank_account_type: applicant === "company" ? "75" : "74",
    account_bank: text("account_bank"),
    account_name: secret(text("account_holder")),
    bank_address_code: text("bank_region"),
    account_number: secret(text("account_number")),
  };
}
