import { useEffect, useRef, useState } from "preact/hooks";
import type { Setup } from "./api.ts";
import {
  adopt,
  after,
  bare,
  isDone,
  isOpenAt,
  isSeenAt,
  keep,
  kept,
  newSale,
  type Sale,
  shortened,
  step,
} from "./queue.ts";
import { type Deeds, Sales } from "./sales.tsx";
import { Sell } from "./sell.tsx";
import { type Tongue, words } from "./words.ts";

const setupPlace = "hutong-till-setup";
const askEveryMs = 2_000;

function readSetup(): Setup | null {
  try {
    const setup = JSON.parse(localStorage.getItem(setupPlace) ?? "null") as Setup | null;
    if (setup) adopt(setup.store);
    return setup;
  } catch {
    return null;
  }
}

export function App() {
  const [setup, setSetup] = useState(readSetup);
  const [tongue, setTongue] = useState<Tongue>(navigator.language.startsWith("zh") ? "zh" : "en");
  const say = words[tongue];
  useEffect(() => {
    document.documentElement.lang = tongue === "zh" ? "zh-CN" : "en";
    document.title = say.till;
  }, [tongue, say]);
  const enter = (given: Setup | null) => {
    if (given) localStorage.setItem(setupPlace, JSON.stringify(given));
    else localStorage.removeItem(setupPlace);
    setSetup(given);
  };
  return (
    <>
      <header>
        <h1>{say.till}</h1>
        <button type="button" class="quiet" onClick={() => setTongue(tongue === "zh" ? "en" : "zh")}>
          {tongue === "zh" ? "English" : "中文"}
        </button>
        {setup && (
          <button type="button" class="quiet" onClick={() => enter(null)}>
            {say.leave}
          </button>
        )}
      </header>
      {setup ? <Till setup={setup} tongue={tongue} /> : <Enter enter={enter} tongue={tongue} />}
    </>
  );
}

function Enter({ enter, tongue }: { enter(setup: Setup): void; tongue: Tongue }) {
  const say = words[tongue];
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => (fields.get(name) as string).trim();
    enter({ store: text("store"), key: text("key") });
  };
  return (
    <main class="enter">
      <form onSubmit={submit}>
        <label>
          {say.store}
          <input name="store" required pattern="sto_[0-9A-Z]{26}" placeholder="sto_…" autocomplete="off" />
        </label>
        <label>
          {say.key}
          <input name="key" type="password" required autocomplete="off" />
          <small>{say.keyHint}</small>
        </label>
        <button type="submit" class="go">
          {say.begin}
        </button>
      </form>
    </main>
  );
}

function Till({ setup, tongue }: { setup: Setup; tongue: Tongue }) {
  const [sales, setSales] = useState<Sale[]>(kept);
  // The truth between two drawings: a tick never steps a sale as it was before the cashier took it back.
  const latest = useRef(sales);
  // Kept before anything is sent, and before it is shown.
  const change = (all: Sale[]) => {
    latest.current = all;
    keep(all);
    setSales(all);
  };
  const put = (number: string, make: (sale: Sale) => Sale) =>
    change(latest.current.map((one) => (one.number === number ? make(one) : one)));
  const go = async (number: string) => {
    const sale = latest.current.find((one) => one.number === number);
    if (!sale || !isOpenAt(setup.store, sale)) return;
    if (sale.state === "unsent" && !sale.payment) put(number, (one) => ({ ...one, state: "sending" }));
    const heard = await step(setup, sale);
    put(number, (one) => (isDone(one) ? one : after(one, heard)));
  };
  const open = sales.filter((sale) => isOpenAt(setup.store, sale));
  const waits = open.map((sale) => `${sale.number}${sale.state}`).join();
  // One question at a time a sale; the next when this one was answered.
  useEffect(() => {
    if (waits === "") return;
    const timer = setInterval(() => open.forEach((sale) => void go(sale.number)), askEveryMs);
    return () => clearInterval(timer);
  }, [waits]);
  const sell = (code: string, minor: string) => {
    const sale = newSale(setup.store, code, minor, Date.now());
    change(shortened([sale, ...latest.current]));
    void go(sale.number);
  };
  const turn = (number: string, make: (sale: Sale) => Sale) => {
    put(number, make);
    void go(number);
  };
  const deeds: Deeds = {
    // From here on this till never charges it again.
    end: ({ number }) => turn(number, (one) => (isDone(one) ? one : { ...bare(one), state: "withdrawing" })),
    choose: ({ number }, wallet) => turn(number, (one) => ({ ...bare(one), wallet, state: "unsent" })),
    adopt: ({ number }) => turn(number, (one) => ({ ...one, store: one.store ?? setup.store })),
    putAside: ({ number }) => put(number, (one) => ({ ...one, state: "aside" })),
  };
  return (
    <main class="till">
      <Sell tongue={tongue} sell={sell} />
      <Sales
        tongue={tongue}
        store={setup.store}
        sales={sales.filter((sale) => isSeenAt(setup.store, sale))}
        deeds={deeds}
      />
    </main>
  );
}
