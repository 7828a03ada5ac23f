/** @jsxImportSource react */
import { Alert, Button, Card, Input, Radio, Select, Statistic } from "antd";
import { useId, useRef, useState } from "react";
import { freshKey, post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { useMay, useWho } from "../lib/session.tsx";
import type { Ballot, Consultation, List, Opening } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { type Loaded, useLoad } from "../lib/use-load.ts";
import { ConsultationCard } from "../parts/consultation.tsx";
import { Field } from "../parts/field.tsx";
import { reasonCodes, useCapabilityName, useReasonName } from "../parts/opening-words.ts";
import { PageHead, ProblemNote, Shown, StateTag } from "../parts/states.tsx";
import { useWalletName } from "../parts/wallets.tsx";

/** Terms in both languages, the clock to the deadline, the ballot, and the receipt that proves it. */
export default function Vote({ id }: { id: string }) {
  const say = useSay();
  const name = useWalletName();
  const capability = useCapabilityName();
  const may = useMay();
  const { store } = useWho();
  const opening = useLoad<Opening>(`/v1/openings/${id}`);
  const consultations = useLoad<List<Consultation>>(`/v1/openings/${id}/consultations`, 15_000);
  const mayVote = may("ballots:write");
  const ballot = useLoad<Ballot>(mayVote && store ? `/v1/openings/${id}/ballots/${store}` : null);
  const title = opening.data
    ? `${capability(opening.data.capability)} → ${name(opening.data.partner)}`
    : say("意见征求", "Vote");
  return (
    <>
      <PageHead title={title}>{opening.data ? <StateTag state={opening.data.state} /> : null}</PageHead>
      <div className="stack">
        <Card>
          <h2>{say("征求意见的条款", "The terms that you are asked about")}</h2>
          <Shown of={opening}>
            {(found) => (
              <>
                <div className="terms">
                  <blockquote lang="zh-CN">{found.terms.zh}</blockquote>
                  <blockquote lang="en">{found.terms.en}</blockquote>
                </div>
                <p className="soft" style={{ marginBottom: 0 }}>
                  {say("条款哈希", "Terms' hash")}: <span className="mono">{found.terms_hash}</span>
                </p>
              </>
            )}
          </Shown>
        </Card>
        <div className="two">
          <Shown of={consultations}>
            {({ data }) => {
              const last = data.at(-1);
              if (last?.state !== "open")
                return opening.data ? <ConsultationCard opening={opening.data} all={data} /> : null;
              if (!mayVote || !store)
                return (
                  <Card>
                    <Alert type="info" showIcon title={say("由店主投票。", "The owner votes.")} />
                  </Card>
                );
              return <BallotCard opening={id} store={store} consultation={last} ballot={ballot} />;
            }}
          </Shown>
          {ballot.data ? (
            <ReceiptCard opening={id} ballot={ballot.data} />
          ) : (
            <ClockCard all={consultations.data?.data ?? []} />
          )}
        </div>
        {ballot.data ? <ClockCard all={consultations.data?.data ?? []} /> : null}
      </div>
    </>
  );
}

function ClockCard({ all }: { all: readonly Consultation[] }) {
  const say = useSay();
  const formats = useFormats();
  const last = all.at(-1);
  if (!last) return null;
  return (
    <Card>
      <h2>{last.state === "open" ? say("距截止", "Until the deadline") : say("已截止", "Over")}</h2>
      {last.state === "open" ? (
        <Statistic.Timer
          type="countdown"
          value={new Date(last.deadline).getTime()}
          format={say("D 天 HH:mm:ss", "D [d] HH:mm:ss")}
        />
      ) : null}
      <p className="soft" style={{ marginBottom: 0 }}>
        {formats.instant(last.deadline)} · {say("已有", "so far")} {formats.number(last.cast)} /{" "}
        {formats.number(last.stores)} {say("家店铺投票", "stores voted")}
      </p>
    </Card>
  );
}

type BallotProps = { opening: string; store: string; consultation: Consultation; ballot: Loaded<Ballot> };

function BallotCard({ opening, store, consultation, ballot }: BallotProps) {
  const say = useSay();
  const reasonName = useReasonName();
  const before = ballot.data;
  const [choice, setChoice] = useState<"support" | "re_evaluate" | null>(null);
  const [code, setCode] = useState("more_buyers");
  const [reason, setReason] = useState("");
  const { busy, problem, attempt } = useAttempt();
  const key = useRef(freshKey());
  const group = useId();
  const picked = choice ?? before?.choice ?? null;
  const cast = (): Promise<void> =>
    attempt(async () => {
      const body = { store, choice: picked, reason_code: code, reason, replaces: before?.version ?? null };
      await post(`/v1/openings/${opening}/ballots`, body, key.current);
      key.current = freshKey();
      ballot.reload();
    });
  return (
    <Card>
      <h2 id={group}>{before ? say("更改选票", "Change your ballot") : say("您的选票", "Your ballot")}</h2>
      <div className="stack">
        <Radio.Group
          aria-labelledby={group}
          className="ballot-choice"
          optionType="button"
          size="large"
          value={picked}
          onChange={(event) => setChoice(event.target.value)}
          options={[
            { value: "support", label: say("支持", "Support") },
            { value: "re_evaluate", label: say("建议再评估", "Re-evaluate") },
          ]}
        />
        <Field label={say("主要原因", "Main reason")}>
          {(id) => (
            <Select
              id={id}
              style={{ width: "100%" }}
              value={code}
              onChange={setCode}
              options={reasonCodes.map((value) => ({ value, label: reasonName(value) }))}
            />
          )}
        </Field>
        <Field label={say("补充说明（可选）", "More about it (may be left out)")}>
          {(id) => (
            <Input.TextArea
              id={id}
              rows={3}
              maxLength={2000}
              value={reason}
              onChange={(e) => setReason(e.target.value)}
            />
          )}
        </Field>
        {problem ? <ProblemNote problem={problem} /> : null}
        <Button type="primary" size="large" disabled={picked === null} loading={busy} onClick={() => void cast()}>
          {before ? say("替换选票", "Replace the ballot") : say("投票", "Vote")}
        </Button>
        <p className="soft" style={{ margin: 0 }}>
          {say("一店一票，截止前可改。", "One ballot a store; it can be changed until the deadline.")} #{consultation.n}
        </p>
        <WhoReads told={consultation.ballots_public} />
      </div>
    </Card>
  );
}

/** What becomes of the choice, said before it is made. */
function WhoReads({ told }: { told: boolean }) {
  const say = useSay();
  return (
    <p className="soft" style={{ margin: 0 }}>
      {told
        ? say(
            "截止后公布每张选票的选择与成交额档位，不公布店铺与原因，任何人都可重新计票。",
            "After the deadline each ballot's choice and band of turnover are published, without store and reason, so that anybody can count again.",
          )
        : say("截止后只公布计票与哈希。", "After the deadline only the tally and hashes are published.")}
    </p>
  );
}

function ReceiptCard({ opening, ballot }: { opening: string; ballot: Ballot }) {
  const say = useSay();
  const formats = useFormats();
  const reason = useReasonName();
  const save = (): void => {
    const text = JSON.stringify(ballot, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `ballot-${opening.slice(-6)}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <Card>
      <h2>{say("选票回执", "Your receipt")}</h2>
      <p>
        <strong>{ballot.choice === "support" ? say("支持", "Support") : say("建议再评估", "Re-evaluate")}</strong> ·{" "}
        {reason(ballot.reason_code)} · {formats.short(ballot.at)}
      </p>
      <p className="mono">{ballot.salt}</p>
      <p className="soft">
        {say(
          "请妥善保存，不要交给他人：结果公布后，凭此可证明您的选票已计入；持有它的人能看到您的选择。",
          "Keep it to yourself: once the result is out it proves that your ballot is in it; whoever holds it sees how you voted.",
        )}
      </p>
      <Button onClick={save}>{say("下载回执", "Download")}</Button>
    </Card>
  );
}
