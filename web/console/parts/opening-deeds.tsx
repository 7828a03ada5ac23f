/** @jsxImportSource react */
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { Opening, OpeningState } from "../lib/types.ts";
import { ConsultDeed } from "./consult-deed.tsx";
import { Deed } from "./why.tsx";

type Move = "pilot" | "decide" | "announce" | "open" | "complete" | "pause" | "resume" | "withdraw";

/** What each state lets one do; the server decides again. */
const moves: Readonly<Record<OpeningState, readonly Move[]>> = {
  draft: ["pilot", "announce", "withdraw"],
  piloting: ["pause", "announce", "withdraw"],
  consulting: ["decide", "pause", "withdraw"],
  decided: ["announce", "pause", "withdraw"],
  announced: ["pause", "withdraw"],
  opening: ["complete", "pause", "withdraw"],
  open: ["pause", "withdraw"],
  paused: ["resume", "withdraw"],
  withdrawn: [],
};

/** Acts that open something may be asked for from a second person instead of being done. */
const proposable: readonly Move[] = ["pilot", "announce", "open", "complete", "resume"];

export function OpeningDeeds({ opening, done }: { opening: Opening; done: () => void }) {
  const say = useSay();
  const may = useMay();
  if (!may("openings:write")) return null;
  const words: Readonly<Record<Move, readonly [string, string]>> = {
    pilot: [
      say("开始试点", "Begin the pilots"),
      say("试点名单内的买家即刻可用。", "Buyers within the pilot can use it at once."),
    ],
    decide: [
      say("结束征求并决定", "Close the vote"),
      say("截止后计票，结果公布。", "After the deadline: counted and told."),
    ],
    announce: [
      say("公告", "Announce"),
      say(
        "七个自然日后生效（可另定）。没有征求过意见的，所填理由即为免征求的理由。",
        "It takes effect after the notice. If nobody was asked, your reason says why.",
      ),
    ],
    open: [say("开放", "Open"), say("自生效时间起开放。", "Open from its effective instant on.")],
    complete: [say("全面开放", "Open to everybody"), say("结束分阶段。", "Ends the stages.")],
    pause: [
      say("立即停止", "Stop now"),
      say("提交之刻起，新的支付一律不放行。", "From this commit on, no new payment is let in."),
    ],
    resume: [say("恢复", "Resume"), say("回到暂停前的状态。", "Back to where it was paused.")],
    withdraw: [say("撤回", "Withdraw"), say("永久撤回，不可恢复。", "For good; it cannot be taken back.")],
  };
  const act = (move: Move) => (why: string, key: string) => {
    const skips = move === "announce" && !["decided"].includes(opening.state);
    return post(`/v1/openings/${opening.id}/${move}`, skips ? { why, skip_consultation: why } : { why }, key);
  };
  const propose = (move: Move) => (why: string, key: string) =>
    post(`/v1/openings/${opening.id}/proposals`, proposalOf(move, opening, why), key);
  const stops = (move: Move): boolean => move === "pause" || move === "withdraw";
  // Where there is a ladder, the button that stops stands on it.
  const laddered = opening.pilots.length + opening.stages.length > 0;
  const shown = moves[opening.state].filter((move) => move !== "pause" || !laddered);
  return (
    <div className="row">
      {shown.map((move) => (
        <span className="row" key={move}>
          <Deed
            label={words[move][0]}
            title={words[move][0]}
            says={words[move][1]}
            danger={stops(move)}
            primary={move === "pause" || proposable.includes(move)}
            act={act(move)}
            done={done}
          />
          {proposable.includes(move) ? (
            <Deed
              label={say(`提请：${words[move][0]}`, `Propose: ${words[move][0]}`)}
              title={say(`提请第二人审批：${words[move][0]}`, `Put before a second person: ${words[move][0]}`)}
              says={say("由另一位审批人批准后执行。", "Done when an approver, not you, agrees.")}
              act={propose(move)}
              done={done}
            />
          ) : null}
        </span>
      ))}
      {["draft", "piloting"].includes(opening.state) ? <ConsultDeed opening={opening} done={done} /> : null}
    </div>
  );
}

function proposalOf(move: Move, opening: Opening, why: string) {
  if (move !== "announce") return { act: move, why };
  return { act: move, why, announce: opening.state === "decided" ? {} : { skip_consultation: why } };
}
