import type { House } from "./house.ts";
import { type LinkSettings, type Result, raiseLinkState, refused } from "./types.ts";

const hostName = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$|^localhost$/;

/** Sets a marketplace's hosts and apps; `link_settings_wrong` names what is no host name. */
export async function setLinkSettings(house: House, by: string, input: LinkSettings): Promise<Result<LinkSettings>> {
  const wrong = input.hosts.filter((host) => !hostName.test(host));
  if (wrong.length > 0) return refused("link_settings_wrong", { hosts: wrong.join(", ") });
  const { marketplace, hosts, android, ios } = input;
  await house.db.tx(async (tx) => {
    await tx.query(
      `insert into link_settings (marketplace, hosts, android, ios, set_by, set_at) values ($1, $2, $3, $4, $5, $6)
       on conflict (marketplace) do update set hosts = excluded.hosts, android = excluded.android, ios = excluded.ios,
         set_by = excluded.set_by, set_at = excluded.set_at`,
      [...[marketplace, JSON.stringify(hosts), JSON.stringify(android), JSON.stringify(ios), by], house.clock.now()],
    );
    await raiseLinkState(tx);
  });
  await house.snapshot.refresh();
  return { ok: true, value: input };
}

/** Digital Asset Links: which Android apps open our short links by themselves. */
export function assetLinks(house: House) {
  return house.snapshot.allSettings().flatMap(({ android }) =>
    android.map((one) => ({
      relation: ["delegate_permission/common.handle_all_urls"],
      target: {
        namespace: "android_app",
        package_name: one.package,
        sha256_cert_fingerprints: one.fingerprints,
      },
    })),
  );
}

/** Universal Links. The pattern ends in a wildcard: WeChat's SDK adds path and parameters of its own. */
export function appleAssociation(house: House) {
  const apps = [...new Set(house.snapshot.allSettings().flatMap(({ ios }) => ios))];
  const details = apps.length === 0 ? [] : [{ appIDs: apps, components: [{ "/": "/l/*" }] }];
  return { applinks: { details } };
}
