import { useEffect, useState } from "preact/hooks";
import type { Setup } from "./api.ts";
import { after, isDone, keep, kept, newSale, type Sale, shortened, step } from "./queue.ts";
import { Sales } from "./sales.tsx";
import { Sell } from "./sell.tsx";
import { type Tongue, words } from "./words.ts";

const setupPlace = "hutong-till-setup";
const askEveryMs = 2_000;

function readSetup(): Setup | null {
  try {
    return JSON.parse(localStorage.getItem(setupPlace) ?? "null") as Setup | null;
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
  const put = (number: string, change: (sale: Sale) => Sale) =>
    setSales((all) => all.map((one) => (one.number === number ? change(one) : one)));
  useEffect(() => keep(sales), [sales]);
  const go = async (sale: Sale) => {
    if (!sale.payment && sale.state !== "withdrawing") put(sale.number, (one) => ({ ...one, state: "sending" }));
    const heard = await step(setup, sale);
    put(sale.number, (one) => (isDone(one) ? one : after(one, heard)));
  };
  const open = sales.filter((sale) => ["unsent", "waiting", "withdrawing"].includes(sale.state));
  const waits = open.map((sale) => `${sale.number}${sale.state}`).join();
  // One question at a time a sale; the next when this one was answered.
  useEffect(() => {
    if (waits === "") return;
    const timer = setInterval(() => open.forEach((sale) => void go(sale)), askEveryMs);
    return () => clearInterval(timer);
  }, [waits]);
  const sell = (code: string, minor: string) => {
    const sale = newSale(code, minor, Date.now());
    // Kept before it is sent.
    const all = shortened([sale, ...sales]);
    keep(all);
    setSales(all);
    void go(sale);
  };
  // Kept as taken back before the house is told: from here on this till never charges it again.
  const end = (sale: Sale) => {
    const back: Sale = { ...sale, state: "withdrawing" };
    put(sale.number, () => back);
    void go(back);
  };
  const choose = (sale: Sale, wallet: string) => {
    const { wallets: _wallets, says: _says, ...rest } = sale;
    const chosen: Sale = { ...rest, wallet, state: "unsent" };
    put(sale.number, () => chosen);
    void go(chosen);
  };
  return (
    <main class="till">
      <Sell tongue={tongue} sell={sell} />
      <Sales tongue={tongue} sales={sales} end={end} choose={choose} />
    </main>
  );
}
