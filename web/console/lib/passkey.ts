import { startAuthentication, startRegistration } from "@simplewebauthn/browser";
import { Problem, post } from "./api.ts";
import type { PasskeyAdded } from "./types.ts";

type Asked<Ask> = { options: Ask };

/** What the browser or the person at it said no to, in words. */
const words: Readonly<Record<string, { zh: string; en: string }>> = {
  InvalidStateError: {
    zh: "此设备上已有您的通行密钥",
    en: "This device holds a passkey of yours already",
  },
  SecurityError: {
    zh: "此地址不能使用通行密钥，请从本站的正式地址打开控制台",
    en: "Passkeys do not work at this address: open the console at the house's own one",
  },
  NotSupportedError: {
    zh: "此设备无法创建符合要求的通行密钥",
    en: "This device cannot make a passkey that is good enough",
  },
};
const cancelled = { zh: "未完成验证：已取消或超时", en: "Nothing was signed: cancelled, or too slow" };

async function byBrowser<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (fault) {
    const name = fault instanceof Error ? fault.name : "";
    const { zh, en } = words[name] ?? cancelled;
    throw new Problem(0, { code: "passkey_not_made", title: en, zh: { title: zh, detail: "" } });
  }
}

/** An authenticator of whoever sits here signs what the house asks. */
export async function signWithPasskey(): Promise<unknown> {
  const { options } = await post<Asked<Parameters<typeof startAuthentication>[0]["optionsJSON"]>>("/v1/passkeys/ask");
  return await byBrowser(() => startAuthentication({ optionsJSON: options }));
}

/** A new passkey of whoever signed in; the password is asked for again. */
export async function makePasskey(given: { name: string; password: string }): Promise<PasskeyAdded> {
  type Ask = Parameters<typeof startRegistration>[0]["optionsJSON"];
  const body = given.password === "" ? {} : { password: given.password };
  const { options } = await post<Asked<Ask>>("/v1/session/passkeys/begin", body);
  const passkey = await byBrowser(() => startRegistration({ optionsJSON: options }));
  return await post<PasskeyAdded>("/v1/session/passkeys", { name: given.name, passkey });
}
