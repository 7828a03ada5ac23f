import type { EmvFault } from "./emv-tlv.ts";

/** One sentence a fault, for people at a till or an integrator's log. */
export const codeFaults: Readonly<Record<EmvFault | "payer_code_unknown" | "payer_code_ambiguous", Words>> = {
  emv_not_tlv: {
    zh: "这不是收款码：数据项不完整。",
    en: "This is no merchant code: a data object is cut off or malformed.",
  },
  emv_no_payload_format: {
    zh: "这不是收款码：开头不是 000201。",
    en: "This is no merchant code: it does not begin with 000201.",
  },
  emv_crc_missing: { zh: "收款码缺少校验码。", en: "The code's check sum (object 63) is missing." },
  emv_crc_wrong: {
    zh: "收款码校验失败，请重新扫描或换一张码。",
    en: "The code's check sum is wrong: scan it again, or use another print.",
  },
  emv_object_twice: { zh: "收款码中有重复的数据项。", en: "A data object is in the code twice." },
  emv_field_wrong: { zh: "收款码中有一项内容不合规范。", en: "A field of the code breaks the specification." },
  payer_code_unknown: {
    zh: "无法识别付款码，请确认出示的是付款码并重新扫描。",
    en: "No wallet's payer code looks like this: make sure a payer code is shown, and scan again.",
  },
  payer_code_ambiguous: {
    zh: "多个钱包的付款码都符合，请在收银台选择钱包。",
    en: "More than one wallet's payer codes look like this: choose the wallet at the till.",
  },
};

export type Words = { zh: string; en: string };
