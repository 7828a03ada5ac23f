import { acceptMethod } from "../acquiring.ts";
import { accept } from "./acceptance.ts";
import { billAddress } from "./bills.ts";
import { certificateDownload } from "./certificate.ts";
import { mergePrecreate } from "./merge.ts";
import { pay } from "./pay.ts";
import { cancel, refund, refundQuery } from "./refunds.ts";
import { orderSettle, orderSettleQuery, relationBind, relationQuery, relationUnbind, settleConfirm } from "./settle.ts";
import { type Call, close, create, precreate, query } from "./trades.ts";
import { accountQuery, transferQuery, uniTransfer } from "./transfers.ts";
import { zftCreate, zftQuery } from "./zft.ts";

/** The methods that a merchant's server calls, by gateway.do's name; v3's path is `/v3/` and the name with slashes. */
export const calls: Readonly<Record<string, { run: Call; v3: readonly ("GET" | "POST")[] }>> = {
  "alipay.trade.precreate": { run: precreate, v3: ["POST"] },
  "alipay.trade.pay": { run: pay, v3: ["POST"] },
  "alipay.trade.create": { run: create, v3: ["POST"] },
  // GET in older public documents, POST in newer ones.
  [acceptMethod]: { run: accept, v3: ["POST"] },
  "alipay.trade.query": { run: query, v3: ["GET", "POST"] },
  "alipay.trade.close": { run: close, v3: ["POST"] },
  "alipay.trade.cancel": { run: cancel, v3: ["POST"] },
  "alipay.trade.refund": { run: refund, v3: ["POST"] },
  "alipay.trade.fastpay.refund.query": { run: refundQuery, v3: ["POST"] },
  "alipay.trade.merge.precreate": { run: mergePrecreate, v3: ["POST"] },
  "alipay.trade.settle.confirm": { run: settleConfirm, v3: ["POST"] },
  "alipay.trade.order.settle": { run: orderSettle, v3: ["POST"] },
  "alipay.trade.order.settle.query": { run: orderSettleQuery, v3: ["GET"] },
  "alipay.trade.royalty.relation.bind": { run: relationBind, v3: ["POST"] },
  "alipay.trade.royalty.relation.unbind": { run: relationUnbind, v3: ["POST"] },
  "alipay.trade.royalty.relation.batchquery": { run: relationQuery, v3: ["POST"] },
  "alipay.fund.account.query": { run: accountQuery, v3: ["GET"] },
  "alipay.fund.trans.uni.transfer": { run: uniTransfer, v3: ["POST"] },
  "alipay.fund.trans.common.query": { run: transferQuery, v3: ["GET"] },
  "alipay.open.app.alipaycert.download": { run: certificateDownload, v3: ["POST"] },
  "ant.merchant.expand.indirect.zft.create": { run: zftCreate, v3: ["POST"] },
  "ant.merchant.expand.indirect.zftorder.query": { run: zftQuery, v3: ["GET"] },
  "alipay.data.dataservice.bill.downloadurl.query": { run: billAddress, v3: ["GET"] },
};
