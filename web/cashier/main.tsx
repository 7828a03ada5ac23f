import { type JSX, render } from "preact";
import { useEffect, useReducer, useState } from "preact/hooks";
import { type Access, openApi } from "./api.ts";
import { invoke } from "./bridge.ts";
import { App } from "./components/app.tsx";
import type { Page } from "./components/page.ts";
import { createController } from "./controller.ts";
import { deviceOf, type Surroundings } from "./device.ts";
import { openLive } from "./live.ts";
import { accessFrom, openidFrom, openMemory } from "./memory.ts";
import { moneyText } from "./money.ts";
import { safeToLeaveFor } from "./shop.ts";
import { dictionary, localeOf, pickLocale } from "./words.ts";

const requestTimeoutMs = 20_000;
const memory = openMemory(
  () => window.sessionStorage,
  () => window.localStorage,
);
const { pathname, hash, search } = window.location;
const access = accessFrom(pathname, hash, memory);
const around: Surroundings = {
  device: deviceOf(navigator.userAgent, navigator.maxTouchPoints),
  userAgent: navigator.userAgent,
  openid: openidFrom(hash),
};
const lastWallet = memory.lastWallet();
const query = new URLSearchParams(search).get("lang");
// A wallet's jump back comes without the query.
if (query && localeOf(query) && !memory.language(pathname)) memory.keepLanguage(pathname, query);
const clock = (): number => Date.now();

function leave(url: string, fields?: Record<string, string>): void {
  if (!safeToLeaveFor(url)) return;
  if (!fields) {
    window.location.assign(url);
    return;
  }
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: url, hidden: true });
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

/** A key without crypto.randomUUID, which plain-http pages do not have. */
function freshKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const way: Access = access ?? { kind: "buyer", checkout: "", secret: "" };
const controller = createController({
  api: openApi(way, { fetch: (input, init) => fetch(input, init), now: clock, timeoutMs: requestTimeoutMs }),
  viewer: way.kind,
  invited: access !== null,
  memory,
  around,
  clock,
  key: freshKey,
  leave,
  invoke: (action) => invoke(action, window),
  known: (checkout) => memory.keepAccess({ ...way, checkout }),
  openLive: (parts) =>
    openLive({
      ...parts,
      visible: () => document.visibilityState === "visible",
      openEvents: (url) => new EventSource(url),
      later(run, ms) {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    }),
});

function Root(): JSX.Element {
  const [, redraw] = useReducer((n: number, _: null) => n + 1, 0);
  const [kept, keep] = useState(memory.language(pathname));
  useEffect(() => controller.subscribe(() => redraw(null)), []);
  const state = controller.state();
  const locale = pickLocale({ kept, query, checkout: state.bill?.locale ?? null, browser: navigator.language });
  const t = dictionary(locale);
  useEffect(() => {
    document.documentElement.lang = locale;
    document.title = state.bill ? t.pageTitle(moneyText(state.bill.amount)) : t.cashier;
  }, [locale, t, state.bill]);
  const switchLanguage = (): void => {
    const other = locale === "en" ? "zh-CN" : "en";
    memory.keepLanguage(pathname, other);
    keep(other);
  };
  const page: Page = { state, act: controller, t, locale, switchLanguage, around, lastWallet };
  return <App page={page} />;
}

const root = document.getElementById("app");
if (root) {
  root.replaceChildren();
  render(<Root />, root);
}
setInterval(controller.tick, 1000);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) void controller.shown();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void controller.shown();
});
window.addEventListener("online", () => void controller.shown());
// Another secret in the same tab is another visit.
window.addEventListener("hashchange", () => window.location.reload());
void controller.boot();
