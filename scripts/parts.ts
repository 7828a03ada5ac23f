import type { Config } from "#config";
import type { Words } from "#start-fault";

/** What npm start asks of the sandbox (`#sandbox`). */
export type SandboxOptions = {
  config: Config;
  houseUrl: string;
  operatorToken: string;
  pages: string;
  say(words: Words): void;
};

export type SelfCheckStep = { what: Words; ok: boolean; ms: number; detail?: string };
export type SelfCheck = { ok: boolean; steps: readonly SelfCheckStep[] };

export type Sandbox = {
  /** Demo shop, pretend phone, …: what a person opens first comes first. */
  urls: readonly { what: Words; url: string }[];
  /** One real payment with each wallet through every layer, then the books. */
  selfCheck(): Promise<SelfCheck>;
  close(): Promise<void>;
};

export type SandboxDoor = { startSandbox(options: SandboxOptions): Promise<Sandbox> };
