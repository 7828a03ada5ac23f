import type { Outside } from "../protocol.ts";
import { withholds } from "../shown-conformance.ts";
import { accountSettings, makeAlipayFake, makeCredentials } from "./fake.ts";
import { alipay } from "./index.ts";

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const settings = accountSettings(credentials, "https://wallet.test");

withholds({
  kind: alipay,
  makeFake: (outside) => makeAlipayFake(credentials, outside),
  connect: (outside: Outside) => alipay.connect(alipay.readSettings(settings), outside),
  settings,
});
