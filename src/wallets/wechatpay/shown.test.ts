import { withholds } from "../shown-conformance.ts";
import { accountSettings } from "./fake.ts";
import { credentials, origin, rigParts } from "./testing/rig.ts";

withholds({ ...rigParts(), settings: accountSettings(credentials, origin) });
withholds({
  ...rigParts("partner", { apiv2_key: "", charge: "v3" }),
  settings: accountSettings(credentials, origin, "partner"),
  subMerchant: credentials.sub_mchid,
});
