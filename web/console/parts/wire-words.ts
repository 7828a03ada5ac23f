import type { Tone } from "./states.tsx";

type Pair = readonly [zh: string, en: string];

/** What the house was about when it spoke to a wallet. */
export const actWords: Readonly<Record<string, Pair>> = {
  start: ["发起支付", "Start the payment"],
  ask: ["查询支付", "Ask about the payment"],
  close: ["关闭支付", "Close the payment"],
  charge: ["付款码扣款", "Charge a payer's code"],
  reverse: ["撤销扣款", "Reverse the charge"],
  accept: ["收单互认付款", "Pay for another wallet's user"],
  notice: ["钱包通知", "Notice of the wallet"],
  refund: ["退款", "Refund"],
  ask_refund: ["查询退款", "Ask about the refund"],
  refund_elsewhere: ["退至其他账户", "Refund to another account"],
  release: ["放款", "Release"],
  ask_release: ["查询放款", "Ask about the release"],
  share: ["分账", "Share"],
  ask_share: ["查询分账", "Ask about the share"],
  take_back: ["分账回退", "Take the share back"],
  ask_return: ["查询分账回退", "Ask about the share's return"],
  withdraw: ["提现", "Withdraw"],
  ask_withdrawal: ["查询提现", "Ask about the withdrawal"],
};

/** What an act came to. */
export const verdictWords: Readonly<Record<string, readonly [Tone, string, string]>> = {
  paid: ["success", "已付款", "Paid"],
  accepted: ["success", "已付款", "Paid"],
  refunded: ["success", "已退款", "Refunded"],
  released: ["success", "已放款", "Released"],
  shared: ["success", "已分账", "Shared"],
  returned: ["success", "已回退", "Returned"],
  waiting: ["processing", "等待付款", "Waiting"],
  processing: ["processing", "处理中", "Processing"],
  refused: ["error", "被拒", "Refused"],
  abnormal: ["error", "异常", "Abnormal"],
  failed: ["error", "调用失败", "Call failed"],
  unknown: ["warning", "结果未知", "Unknown"],
  mixed: ["warning", "结果不一", "Differs by part"],
  absent: ["default", "钱包无此记录", "Not at the wallet"],
  closed: ["default", "已关闭", "Closed"],
  not_held: ["default", "钱包未冻结", "Not held"],
  told: ["default", "待查询", "To be asked about"],
  ignored: ["default", "无须处理", "Nothing to do"],
};

/** Why a value is not shown. */
export const hiddenWords: Readonly<Record<string, Pair>> = {
  secret: ["已隐去：密钥、签名或付款凭据", "withheld: key, signature or code"],
  person: ["已隐去：付款人信息", "withheld: about the payer"],
  unreadable: ["已隐去：无法识别的内容", "withheld: no message that can be read"],
  text: ["文本，未显示", "text, not shown"],
  number: ["数字，未显示", "number, not shown"],
  boolean: ["是否值，未显示", "yes or no, not shown"],
  list: ["列表，未显示", "list, not shown"],
  object: ["对象，未显示", "object, not shown"],
};

export const faultWords: Readonly<Record<string, Pair>> = {
  timeout: ["超时", "timed out"],
  broken: ["连接中断", "connection broke"],
  "not answered": ["未应答", "not answered"],
};
