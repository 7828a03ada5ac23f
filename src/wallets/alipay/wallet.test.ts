import { beforeAll, describe, expect, it } from "vitest";
import { conformance } from "../conformance.ts";
import { accountSettings, makeAlipayFake, makeCredentials } from "./fake.ts";
import { alipay } from "./index.ts";
const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const origin = "https://wallet.test";
for (const mode of ["key","certificate"] as const)
conformance({ kind: alipay, makeFake: (outside) => makeAlipayFake(credentials, outside), connect: (outside) => alipay.connect(alipay.readSettings(accountSettings(credentials, origin, mode)), outside) });
