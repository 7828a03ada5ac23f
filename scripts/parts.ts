import type { Config } from "#config";
import type { Words } from "#start-fault";
import type { MasterKey } from "../src/master-key.ts";

/** What npm start and npm run serve ask of the house (`#main`) and of the sandbox (`#sandbox`). */
export type HouseOptions = {
  config: Config;
  masterKey: MasterKey;
  /** As role hutong_app, on a migrated database. */
  databaseUrl: string;
  /** Folder with a folder of built files for each page (cashier, …). */
  pages: string;
};

export type House = {
  /** Answers the address under which it can be reached. */
  listen(): Promise<{ url: string }>;
  /** Lets what is under way end, then closes sockets and pools. */
  close(): Promise<void>;
  /** Sandbox mode only: a personal token of an operator of the whole house, made for this run. */
  operatorToken(): Promise<string>;
};

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

export type MainDoor = { buildHouse(options: HouseOptions): Promise<House> };
export type SandboxDoor = { startSandbox(options: SandboxOptions): Promise<Sandbox> };
