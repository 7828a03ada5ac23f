/** @jsxImportSource react */
import { Button, Drawer } from "antd";
import { useState } from "react";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { FlowItem } from "../lib/types.ts";

type Scope = Parameters<ReturnType<typeof useMay>>[0];

/** Pages where evidence can be looked at, each for whoever may read there; `order` is the order it belongs to. */
const pages: Readonly<Record<string, readonly [Scope, (id: string, order: string) => string]>> = {
  dispute: ["orders:read", (id) => `/console/disputes/${id}`],
  payment: ["payments:read", (_, order) => `/console/payments?order=${order}`],
  refund: ["refunds:read", (_, order) => `/console/payments?tab=refunds&order=${order}`],
  event: ["webhooks:read", (id) => `/console/developers?tab=deliveries&event=${id}`],
  campaign: ["openings:read", (id) => `/console/campaigns/${id}`],
};

/** The way to a row's proof: its page, or where it has none the record as the house tells it, beside the page. */
export function EvidenceLink({ item, order, proof }: { item: FlowItem; order: string; proof: string }) {
  const say = useSay();
  const may = useMay();
  const [open, setOpen] = useState(false);
  const { kind, id } = item.evidence;
  const page = pages[kind];
  if (page && may(page[0])) return <Link href={page[1](id, order)}>{proof}</Link>;
  return (
    <>
      <Button type="link" size="small" className="evidence-link" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {proof}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} size={420} title={proof}>
        <p>{say("接口所返回的记录，原样。", "The record as the API tells it.")}</p>
        <pre className="raw-record">{JSON.stringify(item, null, 2)}</pre>
      </Drawer>
    </>
  );
}
