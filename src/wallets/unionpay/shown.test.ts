import type { Outside } from "../protocol.ts";
import { withholds } from "../shown-conformance.ts";
import { accountSettings, makeCredentials, makeUnionPayFake } from "./fake.ts";
import { unionpay } from "./index.ts";

const credentials = await makeCredentials(new Date("2024-09-01T00:00:00Z"));
const settings = accountSettings(credentials, "https://wallet.test");

withholds({
  kind: unionpay,
  makeFake: (outside) => makeUnionPayFake(credentials, outside),
  connect: (outside: Outside) => unionpay.connect(unionpay.readSettings(settings), outside),
  settings,
});
