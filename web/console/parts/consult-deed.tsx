/** @jsxImportSource react */
import { Input, InputNumber, Select } from "antd";
import { useId, useState } from "react";
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import type { Opening } from "../lib/types.ts";
import { Deed } from "./why.tsx";

const inADay = (): string => {
  const at = new Date(Date.now() + 26 * 3_600_000);
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
};

/** Ask the stores: the rule and the deadline stand before the first ballot, and do not move afterwards. */
export function ConsultDeed({ opening, done }: { opening: Opening; done: () => void }) {
  const say = useSay();
  const [deadline, setDeadline] = useState(inADay);
  const [quorum, setQuorum] = useState(20);
  const [share, setShare] = useState(50);
  const [weighting, setWeighting] = useState<"stores" | "turnover">("stores");
  const ids = { deadline: useId(), quorum: useId(), share: useId(), weighting: useId() };
  const act = (why: string, key: string) =>
    post(
      `/v1/openings/${opening.id}/consult`,
      {
        ...{ why, deadline: new Date(deadline).toISOString() },
        rule: { quorum: Math.round(quorum * 100), share: Math.round(share * 100), weighting },
      },
      key,
    );
  return (
    <Deed
      label={say("征求商家意见", "Ask the stores")}
      title={say("征求商家意见", "Ask the stores")}
      says={
        <div className="stack">
          <div>
            <label htmlFor={ids.deadline}>{say("截止时间", "Deadline")}</label>
            <Input
              id={ids.deadline}
              type="datetime-local"
              value={deadline}
              onChange={(e) => setDeadline(e.target.value)}
            />
          </div>
          <div className="row">
            <label htmlFor={ids.quorum}>{say("最低投票率 %", "Quorum %")}</label>
            <InputNumber id={ids.quorum} min={0} max={100} value={quorum} onChange={(value) => setQuorum(value ?? 0)} />
            <label htmlFor={ids.share}>{say("最低支持率 %", "Support %")}</label>
            <InputNumber id={ids.share} min={0} max={100} value={share} onChange={(value) => setShare(value ?? 0)} />
          </div>
          <div className="row">
            <label htmlFor={ids.weighting}>{say("计票方式", "Weighed by")}</label>
            <Select
              id={ids.weighting}
              style={{ width: 160 }}
              value={weighting}
              onChange={setWeighting}
              options={[
                { value: "stores", label: say("店铺数", "stores") },
                { value: "turnover", label: say("成交额", "turnover") },
              ]}
            />
          </div>
        </div>
      }
      act={act}
      done={done}
    />
  );
}
