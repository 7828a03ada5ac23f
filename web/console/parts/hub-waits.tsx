/** @jsxImportSource react */
import { Alert } from "antd";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { HubChange, List } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";

/** For people of the whole house: what waits for a second person at the hub, with the way to its desk. */
export function HubWaits() {
  const say = useSay();
  const may = useMay()("hub:read");
  const pending = useLoad<List<HubChange>>(may ? "/v1/hub/changes?state=pending" : null, 10_000);
  const count = pending.data?.data.length ?? 0;
  if (count === 0) return null;
  return (
    <Alert
      style={{ marginBottom: 16 }}
      type="info"
      showIcon
      title={say(`互转枢纽有 ${count} 项变更待审批`, `${count} waiting at the hub between wallets`)}
      action={<Link href="/console/hub?tab=changes">{say("前往", "Look at them")}</Link>}
    />
  );
}
