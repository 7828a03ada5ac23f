import type { FakeReason } from "../../fake-onboarding.ts";

/** A picture that was handed over; its bytes are not kept, what a reviewer sees of it is. */
export type ZftImage = { id: string; bytes: number; width: number; height: number };

/** One order of a sub-merchant's application. A mended application is another order under the same external_id. */
export type ZftOrder = {
  orderId: string;
  externalId: string;
  merchantName: string;
  fingerprint: string;
  noticeUrl: string | null;
  status: "031" | "99" | "-1";
  subConfirm: "SKIP" | "CREATE" | "FINISH";
  findings: FakeReason[];
  reasons: FakeReason[];
  smid: string | null;
  appliedAt: number;
  dueAt: number | null;
};

export type KeptZft = { images: ZftImage[]; orders: ZftOrder[] };

export class Zft {
  readonly images = new Map<string, ZftImage>();
  readonly orders: ZftOrder[] = [];

  newest(externalId: string): ZftOrder | undefined {
    return this.orders.findLast((one) => one.externalId === externalId);
  }

  keep(): KeptZft {
    return { images: [...this.images.values()], orders: this.orders };
  }

  static of(kept: KeptZft | undefined): Zft {
    const made = new Zft();
    for (const one of kept?.images ?? []) made.images.set(one.id, one);
    made.orders.push(...(kept?.orders ?? []));
    return made;
  }
}
