import type { FakeLedger, FaultKnobs, PhoneDecision, PhoneView } from "#wallets/fake-protocol";
import { makeCaller, Problem } from "./client.ts";

export type WalletName = "wechatpay" | "alipay";

/** Puts the clock at an instant, from which it goes on: "2024-09-11T23:59:58+08:00". */
export type SetClock = (at: string) => Promise<void>;

type Credentials = Record<WalletName, Readonly<Record<string, unknown>>>;

/** The sandbox's control port: the pretend phone, the fault knobs, and what the wallets believe happened. */
export type Control = ReturnType<typeof makeControl>;

export function makeControl(url: string) {
  const { get, post } = makeCaller(url, null);
  const turned = new Map<WalletName, FaultKnobs>();
  const setFaults = (wallet: WalletName, set: Partial<FaultKnobs>) => post("/faults", { wallet, set });
  /** How far ahead the sandbox's clock was before the story set it; null while the story has not. */
  let clockBefore: number | null = null;
  const setClock = async (at: Date | null): Promise<void> => {
    await post("/clock", { at: at === null ? null : at.toISOString() });
  };
  const restoreClock = async (): Promise<void> => {
    if (clockBefore === null) return;
    await setClock(clockBefore === 0 ? null : new Date(Date.now() + clockBefore));
    clockBefore = null;
  };
  const restore = async (): Promise<void> => {
    await restoreClock();
    for (const [wallet, before] of turned) {
      await setFaults(wallet, before);
      turned.delete(wallet);
    }
  };
  return {
    credentials: () => get<Credentials>("/credentials.json"),
    ledger: () => get<Record<WalletName, FakeLedger>>("/ledger.json"),
    /** A person's decision on their phone, in the wallet's app. */
    decide: (wallet: WalletName, code: string, decision: PhoneDecision, buyer: string) =>
      post<PhoneView>("/phone/pay", { wallet, code, decision, buyer }),
    /** Turns knobs of a wallet for as long as the work lasts, then back to how they stood. */
    async withFaults<T>(wallet: WalletName, faults: Partial<FaultKnobs>, work: () => Promise<T>): Promise<T> {
      turned.set(wallet, (await get<Record<WalletName, FaultKnobs>>("/faults"))[wallet]);
      await setFaults(wallet, faults);
      try {
        return await work();
      } finally {
        await restore();
      }
    },
    /** Whether house and wallets share a clock that may be set. */
    async clockCanBeSet(): Promise<boolean> {
      try {
        await get("/clock");
        return true;
      } catch (fault) {
        if (fault instanceof Problem) return false;
        throw fault;
      }
    },
    /** House and wallets live at the instants that the work names; afterwards the clock is back, whatever happens. */
    async withClock<T>(work: (set: SetClock) => Promise<T>): Promise<T> {
      clockBefore = (await get<{ ahead_ms: number }>("/clock")).ahead_ms;
      try {
        return await work((at) => setClock(new Date(at)));
      } finally {
        await restoreClock();
      }
    },
    /** Turns back whatever is turned, for a story that is stopped half way. */
    restore,
  };
}

/** A sandbox merchant's credentials, as the settings of a wallet account of ours. */
export async function accountSettings(
  control: Control,
  wallet: WalletName,
  mode: "direct" | "partner",
): Promise<Record<string, string>> {
  const given = (await control.credentials())[wallet];
  const text = (name: string, from: Readonly<Record<string, unknown>> = given): string => {
    const value = from[name];
    if (typeof value !== "string") throw new Error(`The sandbox's credentials of ${wallet} lack ${name}.`);
    return value;
  };
  const part = (name: string) => given[name] as Readonly<Record<string, unknown>>;
  const own = { private_key: text("private_key") };
  if (wallet === "alipay") {
    const names = ["gateway", "app_id", "seller_id", "alipay_public_key"];
    return { ...own, ...Object.fromEntries(names.map((name) => [name, text(name)])) };
  }
  const names = ["appid", "mchid", "serial_no", "apiv3_key"];
  return {
    ...own,
    ...Object.fromEntries(names.map((name) => [name, text(name)])),
    mode,
    api_origin: text("base_url"),
    platform_certificate: text("pem", part("platform_certificate")),
    public_key_id: text("id", part("public_key")),
    public_key: text("pem", part("public_key")),
  };
}

/** The sandbox's sub-merchants: the last two digits may be anything. */
export async function subMerchant(control: Control, n: number): Promise<string> {
  const first = (await control.credentials()).wechatpay["sub_mchid"];
  return `${String(first).slice(0, -2)}${n.toString().padStart(2, "0")}`;
}
