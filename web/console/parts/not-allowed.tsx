/** @jsxImportSource react */
import { Card } from "antd";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { Empty } from "./states.tsx";

/** Instead of a desk that this person's role does not reach, typed into the address: what it is, and the way back. */
export function NotAllowed({ zh, en }: { zh: string; en: string }) {
  const say = useSay();
  return (
    <Card role="status">
      <Empty title={say("您的角色不能查看此页", "Your role does not reach this desk")} hint={say(zh, en)}>
        <p>
          <Link href="/console">{say("返回首页", "Back to the start")}</Link>
        </p>
      </Empty>
    </Card>
  );
}
