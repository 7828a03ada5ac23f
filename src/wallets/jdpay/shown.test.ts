import type { Outside } from "../protocol.ts";
import { withholds } from "../shown-conformance.ts";
import { accountSettings, makeCredentials, makeJdPayFake } from "./fake.ts";
import { jdpay } from "./index.ts";

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const settings = accountSettings(credentials, "https://wallet.test");

withholds({
  kind: jdpay,
  makeFake: (outside) => makeJdPayFake(credentials, outside),
  connect: (outside: Outside) => jdpay.connect(jdpay.readSettings(settings), outside),
  settings,
});
