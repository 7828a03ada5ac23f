import type {
  FakeApplication,
  FakeDecision,
  FakeLedger,
  FaultKnobs,
  PhoneDecision,
  PhoneView,
} from "#wallets/fake-protocol";
import { makeCaller } from "./client.ts";
import { clockDial } from "./clock-dial.ts";

export type WalletName = "wechatpay" | "alipay";

type Credentials = Record<WalletName, Readonly<Record<string, unknown>>>;

/** The sandbox's control port: the pretend phone, the fault knobs, and what the wallets believe happened. */
export type Control = ReturnType<typeof makeControl>;

export function makeControl(url: string) {
  const { get, post } = makeCaller(url, null);
  const turned = new Map<WalletName, FaultKnobs>();
  const setFaults = (wallet: WalletName, set: Partial<FaultKnobs>) => post("/faults", { wallet, set });
  const clock = clockDial(get, post);
  const restore = async (): Promise<void> => {
    for (const [wallet, before] of turned) {
      await setFaults(wallet, before);
      turned.delete(wallet);
    }
  };
  return {
    url,
    credentials: () => get<Credentials>("/credentials.json"),
    ledger: () => get<Record<WalletName, FakeLedger>>("/ledger.json"),
    /** A person's decision on their phone, in the wallet's app. */
    decide: (wallet: WalletName, code: string, decision: PhoneDecision, buyer: string) =>
      post<PhoneView>("/phone/pay", { wallet, code, decision, buyer }),
    /** The code that the person's app shows to a till. */
    showCode: (wallet: WalletName, buyer: string) => post<{ code: string }>("/phone/code", { wallet, buyer }),
    /** A reviewer at the wallet decides on a store's application. */
    review: (application: string, decision: FakeDecision) =>
      post<FakeApplication>("/onboarding", { application, decision }),
    /** Turns knobs of a wallet as long as the work lasts, then back to how they stood; within such work, too. */
    async withFaults<T>(wallet: WalletName, faults: Partial<FaultKnobs>, work: () => Promise<T>): Promise<T> {
      const before = (await get<Record<WalletName, FaultKnobs>>("/faults"))[wallet];
      const first = !turned.has(wallet);
      if (first) turned.set(wallet, before);
      await setFaults(wallet, faults);
      try {
        return await work();
      } finally {
        // Who was stopped half way has turned everything back already.
        if (turned.has(wallet)) await setFaults(wallet, before);
        if (first) turned.delete(wallet);
      }
    },
    clockCanBeSet: clock.canBeSet,
    withClock: clock.during,
    daysAgo: clock.daysAgo,
    /** Turns back whatever is turned, for a story that is stopped half way; it turns nothing any more. */
    async restore(): Promise<void> {
      try {
        await clock.stop();
      } finally {
        await restore();
      }
    },
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
  const names = ["appid", "mchid", "serial_no", "apiv3_key", "apiv2_key"];
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
