import { tmpdir } from "node:os";
import type { Config } from "#config";

type MasterKey = ReturnType<Config["masterKey"]>;

export const chaosKey = (hex: string): MasterKey => ({ id: "sandbox-chaos", key: Buffer.from(hex, "hex") });

/** The processes of one chaos share port, key and database; nothing of the environment reaches them. */
export function chaosConfig(port: number, masterKey: MasterKey): Config {
  return {
    ...{ mode: "sandbox", home: tmpdir(), port, host: "127.0.0.1", publicUrl: `http://127.0.0.1:${port}` },
    ...{
      database: null,
      masterKey: () => masterKey,
      logLevel: "silent",
      sandboxPort: 0,
      sandboxClock: null,
      callsKeptDays: 30,
    },
  };
}
