/** @jsxImportSource react */
import { Button } from "antd";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useLooks, useSay } from "../lib/language.tsx";
import type { Application, List, OnboardingTerms } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import { Scroll } from "./region.tsx";
import { Chip, Empty, ProblemNote, Shown } from "./states.tsx";

/** The marketplace's newest terms: agreed to by their hash, so that nobody agrees to what they did not see. */
export function ApplicationTerms({ of: one, writes, done }: { of: Application; writes: boolean; done: () => void }) {
  const say = useSay();
  const { language } = useLooks();
  const formats = useFormats();
  const terms = useLoad<List<OnboardingTerms>>(`/v1/onboarding-terms?wallet=${encodeURIComponent(one.wallet)}`);
  const { busy, problem, attempt } = useAttempt();
  const agree = ({ version, hash }: OnboardingTerms): Promise<void> =>
    attempt(async () => {
      await post(`/v1/applications/${one.id}/terms`, { version, hash });
      done();
    });
  return (
    <Shown of={terms}>
      {({ data }) => {
        const newest = data.toSorted((a, b) => b.version - a.version)[0];
        if (!newest)
          return (
            <Empty
              title={say("平台没有发布协议", "The marketplace published no terms")}
              hint={say("平台发布协议后才能提交。", "The application can be sent once there are some.")}
            />
          );
        const agreed = one.terms?.hash === newest.hash;
        return (
          <div className="stack">
            <div className="row">
              <strong>{say(`第 ${newest.version} 版`, `Version ${newest.version}`)}</strong>
              {agreed ? <Chip tone="success">{say("已同意", "Agreed")}</Chip> : null}
              {agreed && one.terms ? <span className="soft">{formats.instant(one.terms.accepted_at)}</span> : null}
            </div>
            <div style={{ maxHeight: 320, overflow: "auto", whiteSpace: "pre-wrap" }}>
              <Scroll label={say("协议正文", "The terms")}>{language === "zh-CN" ? newest.zh : newest.en}</Scroll>
            </div>
            <div className="mono soft" style={{ overflowWrap: "anywhere" }}>
              SHA-256 {newest.hash}
            </div>
            {problem ? <ProblemNote problem={problem} /> : null}
            {writes && !agreed ? (
              <div>
                <Button type="primary" loading={busy} onClick={() => void agree(newest)}>
                  {say("同意并继续", "Agree and go on")}
                </Button>
              </div>
            ) : null}
          </div>
        );
      }}
    </Shown>
  );
}
