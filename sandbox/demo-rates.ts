/** What each fake that writes bills keeps of a payment, as its bills say, and whether a refund brings it back. */
export const demoRates: Readonly<Record<string, { rate: number; rounding: "either"; refunds_return: boolean }>> = {
  wechatpay: { rate: 600, rounding: "either", refunds_return: true },
  alipay: { rate: 600, rounding: "either", refunds_return: false },
};
