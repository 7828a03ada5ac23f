/** Demo data: whose users may one day pay at whose merchants. What is left is an opening between the two. */
export const demoPairs = [{ acquirer: "wechatpay", issuer: "jdpay" }] as const;
