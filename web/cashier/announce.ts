import type { Page } from "./components/page.ts";
import { moneyText } from "./money.ts";
import type { Screen } from "./screens.ts";

/** What a screen reader is told when the page changes by itself. Headings that took the focus are not said twice. */
export function announcement(screen: Screen, { t, state }: Pick<Page, "t" | "state">): string {
  if (state.link === "lost" && state.bill) return t.lost;
  if (state.busy === "checking") return t.checkingNow;
  if (state.busy === "starting") return t.starting;
  switch (screen.name) {
    case "loading":
      return t.loading;
    case "paid":
      return `${state.viewer === "friend" ? t.friendPaid : t.paid} ${moneyText(screen.bill.amount)}`;
    case "scan":
      return t.waitingScan;
    case "confirm":
      return t.scanned;
    case "share":
      return state.share ? t.shareWaiting : t.sharing;
    case "choose":
      return minutesLeft(screen.bill.expires_at, state.now, t);
    default:
      return "";
  }
}

/** The countdown itself would talk all the time: five minutes and one minute before the end are enough. */
function minutesLeft(until: string, now: number, t: Page["t"]): string {
  const ms = Date.parse(until) - now;
  if (ms <= 60_000) return t.minutesLeft(1);
  return ms <= 300_000 ? t.minutesLeft(5) : "";
}
