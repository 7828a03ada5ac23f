import Type from "typebox";
import { choice, ListOf, ref, shape } from "./common.ts";
import { OrderShape, PaymentShape, RefundShape } from "./payments.ts";

/** What may be read along, one step deep. Each comes under `expanded`, as its own route answers it. */
const words = "Read these along, separated by commas; each needs the scope of its own route.";
export const ExpandPayment = Type.Optional(choice(["refunds", "order", "refunds,order", "order,refunds"], words));
export const ExpandOrder = Type.Optional(choice(["payments"], words));

export const ReadPaymentShape = shape("ReadPayment", {
  ...PaymentShape.properties,
  expanded: Type.Optional(
    Type.Object({ refunds: Type.Optional(ListOf(RefundShape)), order: Type.Optional(ref(OrderShape)) }),
  ),
});

export const ReadOrderShape = shape("ReadOrder", {
  ...OrderShape.properties,
  expanded: Type.Optional(Type.Object({ payments: Type.Optional(ListOf(PaymentShape)) })),
});
