import type { JSX } from "preact";
import type { Bill } from "../contract.ts";
import { moneyText } from "../money.ts";
import { friendPaying, lingering, surplus, waiting } from "../screens.ts";
import type { Notice } from "../state.ts";
import { clockText, inWords } from "../words.ts";
import type { Page } from "./page.ts";
import { Button, Note, walletName } from "./pieces.tsx";

/** What just happened, in one sentence, and what to do next. */
export function JustNow({ page }: { page: Page }): JSX.Element | null {
  const { notice } = page.state;
  if (!notice) return null;
  const { tone, icon, title, text } = noticeWords(notice, page);
  return (
    <Note tone={tone} icon={icon} title={title}>
      {text.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Note>
  );
}

type NoticeWords = { tone: "good" | "warn" | "bad"; icon: "tick" | "alert" | "info"; title: string; text: string[] };

function noticeWords(notice: Notice, page: Page): NoticeWords {
  const { t, locale } = page;
  const name = "wallet" in notice ? walletName(page, notice.wallet) : "";
  switch (notice.kind) {
    case "refused":
    case "closed": {
      const [title, how] = notice.kind === "refused" ? [t.refused(name), t.refusedHow] : [t.closed(name), t.closedHow];
      const why = notice.words ? [inWords(notice.words, locale)] : [];
      return { tone: "bad", icon: "alert", title, text: [...why, how] };
    }
    case "part_paid":
      return { tone: "good", icon: "tick", title: t.partPaid, text: [t.partPaidHow] };
    case "given_up":
      return { tone: "warn", icon: "info", title: t.givenUp, text: [t.givenUpHow] };
    case "bridge_absent":
      return { tone: "bad", icon: "alert", title: t.bridgeAbsent(name), text: [t.bridgeAbsentHow] };
    case "failed": {
      const { failure } = notice;
      const id = failure.requestId ? [`${t.requestId} ${failure.requestId}`] : [];
      if (failure.kind === "unreachable" && !failure.words) {
        return { tone: "bad", icon: "alert", title: t.failedNetwork, text: [t.failedNetworkHow, ...id] };
      }
      const said = failure.words ? [inWords(failure.words, locale)] : [];
      return { tone: "bad", icon: "alert", title: t.failed, text: [...said, ...id] };
    }
  }
}

/** Other attempts at this checkout that the reader should know of. */
export function Attempts({ page, bill }: { page: Page; bill: Bill }): JSX.Element {
  const { t, locale, state, act } = page;
  const open = state.attempt ? null : waiting(state);
  const friend = friendPaying(state);
  return (
    <>
      {open && (
        <Note tone="plain" icon="info">
          <p>{t.stillOpen(walletName(page, open.wallet), clockText(open.expires_at, locale))}</p>
          {open.action && (
            <Button kind="quiet" onClick={() => act.show(open)}>
              {t.continueIt}
            </Button>
          )}
        </Note>
      )}
      {friend && (
        <Note tone="plain" icon="friend">
          <p>{t.friendPaying(walletName(page, friend.wallet))}</p>
        </Note>
      )}
      {lingering(bill, state.now).map((payment) => (
        <Note key={payment.id} tone="warn" icon="info">
          <p>{t.lingering(walletName(page, payment.wallet), clockText(payment.expires_at, locale))}</p>
        </Note>
      ))}
    </>
  );
}

/** Money that came twice, and is on its way back. */
export function Surplus({ page, bill }: { page: Page; bill: Bill }): JSX.Element {
  const { t } = page;
  return (
    <>
      {surplus(bill).map((payment) => {
        const name = walletName(page, payment.wallet);
        const back = payment.state === "returned";
        const title = (back ? t.returned : t.surplus)(moneyText(payment.amount), name);
        return (
          <Note key={payment.id} tone={back ? "good" : "warn"} icon="undo" title={title}>
            <p>{back ? t.returnedHow : t.surplusHow}</p>
          </Note>
        );
      })}
    </>
  );
}
