/** @jsxImportSource react */
import { Card } from "antd";
import { post } from "../lib/api.ts";
import { moneyText } from "../lib/format.ts";
import { useSay } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useMay } from "../lib/session.tsx";
import type { AcceptanceRates, Money, PairToday } from "../lib/types.ts";
import { CapBar, placeOf, usedShare } from "./acceptance-matrix.tsx";
import { rateText, usePairName, usePairState } from "./acceptance-words.ts";
import { useCapsText } from "./opening-words.ts";
import { Chip, Ident } from "./states.tsx";
import { useWalletName } from "./wallets.tsx";
import { Deed } from "./why.tsx";

type Props = { of: PairToday; card: AcceptanceRates | undefined; done: () => void };

/** One pair: whether it is open, today against its caps, its card, what one owes the other. */
export function PairCard({ of, card, done }: Props) {
  const say = useSay();
  const name = usePairName();
  const caps = useCapsText();
  const [tone, words] = usePairState()(of);
  const share = usedShare(of);
  const rate = card ? rateText(card) : say("无费率卡：不收费", "no card: no fee");
  const facts = [
    [
      say("今日", "Today"),
      say(`${of.payments} 笔，${moneyText(of.amount)}`, `${of.payments} for ${moneyText(of.amount)}`),
    ],
    [say("今日手续费", "Fees today"), moneyText(of.fees)],
    [say("费率", "Card"), rate],
    [say("限额", "Caps"), caps(of.caps)],
  ] as const;
  return (
    <Card id={placeOf(of)}>
      <div className="row">
        <h2 style={{ margin: 0 }}>{name(of)}</h2>
        <Chip tone={tone}>{words}</Chip>
        {of.returning > 0 ? (
          <Chip tone="error">{say(`${of.returning} 笔退回中`, `${of.returning} going back`)}</Chip>
        ) : null}
      </div>
      {share !== null && of.counted && of.caps.total_day ? (
        <div style={{ margin: "10px 0 4px" }}>
          <CapBar of={of} />
          <div className="soft">
            {say("当日额度已用", "Of the day's total")} {moneyText(of.counted)} / {moneyText(of.caps.total_day)}
          </div>
        </div>
      ) : null}
      <dl className="hub-facts">
        {facts.map(([label, text]) => (
          <div key={label}>
            <dt className="soft">{label}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <Owed of={of} done={done} />
      <div className="row soft" style={{ marginTop: 8 }}>
        {of.opening === null ? (
          <Link href="/console/openings/new">{say("新建开放计划", "Compose an opening")}</Link>
        ) : (
          <Link href={`/console/openings/${of.opening}`}>{say("查看开放计划", "Look at the opening")}</Link>
        )}
        <span>
          {say("经由账户", "through the account")} <Ident id={of.account} />
        </span>
      </div>
    </Card>
  );
}

const sizeOf = (of: Money): Money => ({ ...of, minor: of.minor.replace("-", "") });

/** What no window has closed yet, and the deed that closes one. */
function Owed({ of, done }: { of: PairToday; done: () => void }) {
  const say = useSay();
  const wallet = useWalletName();
  const may = useMay()("house:write");
  const { acquirer, issuer, owed } = of;
  if (owed.minor === "0")
    return <p className="soft">{say("没有待清算的款项。", "Nothing is owed between the two.")}</p>;
  const [from, to] = owed.minor.startsWith("-") ? [acquirer, issuer] : [issuer, acquirer];
  const text = say(
    `${wallet(from)}应付${wallet(to)} ${moneyText(sizeOf(owed))}`,
    `${wallet(from)} owes ${wallet(to)} ${moneyText(sizeOf(owed))}`,
  );
  return (
    <div className="row" style={{ marginTop: 10 }}>
      <strong>{text}</strong>
      {may ? (
        <Deed
          why={false}
          size="small"
          label={say("关闭清算窗口", "Close the window")}
          title={say("关闭清算窗口", "Close the window")}
          says={
            <>
              <p>{text}</p>
              <p className="soft">
                {say(
                  "此前受理的款项成为一条结算指令，付方须于一天内付清；之后受理的归入下一窗口。约需数秒。",
                  "What was accepted so far becomes one instruction, to be paid within a day; what comes later belongs to the next. It takes some seconds.",
                )}
              </p>
            </>
          }
          act={(_why, key) => post("/v1/hub/clearings", { acquirer, issuer }, key)}
          done={done}
        />
      ) : null}
    </div>
  );
}
