import type { DisputeView } from "#disputes";
import type { Words } from "#lists";
import type { OrderView, PaymentView, RefundView } from "#payments";
import type { BreakView } from "#reconciliation";

/** Every code of a kind, in words: a code that is new does not compile before it has them. */
type Told<Code extends string | null> = Readonly<Record<NonNullable<Code>, Words>>;

const w = (zh: string, en: string): Words => ({ zh, en });

export const orderStates: Told<OrderView["state"]> = {
  unpaid: w("未付款", "Unpaid"),
  paid: w("已付款", "Paid"),
  partly_refunded: w("部分退款", "Partly refunded"),
  refunded: w("已退款", "Refunded"),
  closed: w("已关闭", "Closed"),
};

export const paymentStates: Told<PaymentView["state"]> = {
  starting: w("正在发起", "Starting"),
  waiting: w("等待付款", "Waiting"),
  abandoned: w("已弃", "Abandoned"),
  refused: w("被拒", "Refused"),
  closed: w("已关闭", "Closed"),
  paid: w("已付款", "Paid"),
  surplus: w("多付", "Surplus"),
  returned: w("已退回", "Returned"),
};

export const methods: Told<PaymentView["method"]> = {
  qr: w("扫码", "QR code"),
  jump: w("网页跳转", "Web page"),
  app: w("应用", "App"),
  in_app: w("钱包内", "Inside the wallet"),
  code: w("付款码", "Payer's code"),
};

export const refundStates: Told<RefundView["state"]> = {
  created: w("已创建", "Created"),
  processing: w("处理中", "Processing"),
  refunded: w("已退款", "Refunded"),
  abnormal: w("异常", "Abnormal"),
  refused: w("被拒", "Refused"),
};

export const disputeKinds: Told<DisputeView["kind"]> = {
  refund_only: w("仅退款", "Refund only"),
  dispute: w("纠纷", "Dispute"),
};

export const disputeStates: Told<DisputeView["state"]> = {
  with_store: w("待店铺答复", "With the store"),
  with_person: w("待人工裁决", "With a person"),
  granted: w("已同意退款", "Granted"),
  refunded: w("已退款", "Refunded"),
  appealed: w("店铺已申诉", "Appealed"),
  upheld: w("维持原判", "Upheld"),
  compensating: w("赔付中", "Compensating"),
  compensated: w("已赔付店铺", "Store compensated"),
  rejected: w("已驳回", "Rejected"),
  withdrawn: w("买家已撤回", "Withdrawn"),
};

export const breakClasses: Told<BreakView["class"]> = {
  ours_only: w("只有我方有", "Ours only"),
  theirs_only: w("只有钱包有", "Theirs only"),
  amount: w("金额不符", "Amount"),
  fee: w("手续费不符", "Fee"),
  state: w("状态不符", "State"),
  day_boundary: w("跨日", "Across midnight"),
};

export const breakKinds: Told<BreakView["kind"]> = {
  payment: w("收款", "Payment"),
  refund: w("退款", "Refund"),
  fund: w("资金变动", "Movement of funds"),
};

export const breakStates: Told<BreakView["state"]> = {
  open: w("待处理", "Open"),
  proposed: w("待复核", "Proposed"),
  closed: w("已了结", "Ended"),
};

export const resolutions: Told<BreakView["resolution"]> = {
  late: w("次日账单已到", "A later bill told it"),
  heard: w("采信账单后一致", "Heard from the bill"),
  accepted: w("接受差异", "Accepted as it is"),
  entered: w("已记账", "Entered"),
};
