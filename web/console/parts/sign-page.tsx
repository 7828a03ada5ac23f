/** @jsxImportSource react */
import { type ReactNode, useEffect } from "react";
import icon from "../icon.svg";
import { useSay } from "../lib/language.tsx";
import { LookSwitches } from "../shell.tsx";

/** What stands around the doors into the console. */
export function SignPage({ title, children }: { title: string; children: ReactNode }) {
  const say = useSay();
  useEffect(() => {
    document.title = `${title} · Hutong 互通`;
  }, [title]);
  return (
    <div className="sign-page">
      <header className="sign-art">
        <div className="brand" style={{ padding: 0 }}>
          <img src={icon} alt="" />
          <span>Hutong 互通</span>
        </div>
        <div>
          <div className="big">
            {say("拆墙，记账，分毫不差。", "Walls come down. Books stay straight, to the fen.")}
          </div>
          <p>
            {say(
              "向另一阵营的钱包开放收银台：谁开放、对谁、何时、到多少，一个决定，一本账。",
              "Open the checkout to the other camp's wallets: who opens, to whom, when, up to how much. One decision, one ledger.",
            )}
          </p>
        </div>
        <p className="foot">
          <a href="/openness" style={{ color: "#d5ddd9" }}>
            {say("开放度公示", "How open we are, for everybody")}
          </a>
        </p>
      </header>
      <main className="sign-form">
        <div className="sign-top">
          <LookSwitches />
        </div>
        <h1>{title}</h1>
        {children}
        <div className="sign-bottom" />
      </main>
    </div>
  );
}
