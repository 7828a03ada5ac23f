import { row } from "./fault-row.ts";

/** What is refused about stores' applications to wallets. */
export const onboardingFaults = {
  onboarding_unsupported: row(
    422,
    false,
    { zh: "不能通过本系统申请该钱包", en: "Stores cannot apply to this wallet through us" },
    {
      zh: "该钱包账户没有为店铺进件的权限（有的钱包须为服务商模式）。",
      en: "The account may not bring stores in; at some wallets it has to be in partner mode.",
    },
  ),
  application_exists: row(
    409,
    false,
    { zh: "该店铺已有进行中的申请", en: "The store has an application under way" },
    { zh: "请继续 context 中的申请，或先撤回它。", en: "Go on with the one in `context`, or withdraw it first." },
  ),
  application_not_needed: row(
    409,
    false,
    { zh: "店铺已开通该钱包", en: "The store has joined this wallet already" },
    { zh: "无需再次申请。", en: "There is nothing to apply for." },
  ),
  application_wrong_state: row(
    409,
    false,
    { zh: "申请当前状态不允许此操作", en: "The application is in another state" },
    { zh: "只有草稿和被驳回的申请可以修改。", en: "Only a draft or a rejected one can be changed." },
  ),
  application_incomplete: row(
    422,
    false,
    { zh: "申请资料不完整", en: "The application is not complete" },
    { zh: "请补齐 context.missing 中的各项。", en: "Give what `missing` in `context` names." },
  ),
  application_field_invalid: row(
    422,
    false,
    { zh: "申请资料有误", en: "A field of the application is not valid" },
    {
      zh: "context 列出有误的各项：malformed 为格式不符，unknown 为没有此项。",
      en: "`context` names them: malformed, or unknown to the wallet's form.",
    },
  ),
  application_document_invalid: row(
    422,
    false,
    { zh: "证件图片不合要求", en: "The document is not taken" },
    { zh: "原因见 context：名称、大小或图片种类。", en: "`context` says why: its name, size or kind." },
  ),
  application_not_withdrawable: row(
    409,
    false,
    { zh: "该钱包不支持撤回审核中的申请", en: "This wallet cannot call back an application under review" },
    { zh: "请等待审核结果。", en: "Wait for the review's end." },
  ),
  terms_not_published: row(
    409,
    false,
    { zh: "平台尚未发布入驻协议", en: "The marketplace has published no terms yet" },
    { zh: "请平台先发布该钱包的入驻协议。", en: "The marketplace publishes the terms for this wallet first." },
  ),
  terms_not_accepted: row(
    409,
    false,
    { zh: "尚未同意最新的入驻协议", en: "The newest terms are not accepted" },
    { zh: "请阅读并同意 context 所示的版本。", en: "Read and accept the version in `context`." },
  ),
  terms_changed: row(
    409,
    false,
    { zh: "入驻协议已更新", en: "The terms have changed" },
    { zh: "请阅读 context 所示的新版本后再同意。", en: "Read the version in `context`, then accept that one." },
  ),
} as const;
