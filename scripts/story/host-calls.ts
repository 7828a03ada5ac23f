import type { BillView, CampaignView, FunnelView, NewPlacement } from "#campaigns";
import type { EntryView, IdentityView, NewEntry } from "#entries";
import type { Wire } from "#http";
import type { LicenceScope, LicenceUse, LicenceView } from "#licences";
import type { MoneyJson } from "#money";
import type { Reason, Started } from "#payments";
import type { Words } from "#wallets/protocol";

type Calls = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
};

type NewCampaign = {
  marketplace: string;
  name: Words;
  plan?: string;
  starts_at: string;
  pricing: "click" | "order" | "share";
  share_bp?: number;
  price?: MoneyJson;
  wallet_account?: string;
  placements: Omit<NewPlacement, "store">[];
};
type Told = Wire<CampaignView> & { placements: { jump: string }[] };
type Asked = { marketplace: string; work: string; host: string; streamer?: string; scope: LicenceScope };
type NewLicence = Omit<Asked, "scope"> & { title: Words; scopes: readonly LicenceScope[]; starts_at: string };

/** The calls of the public API about what happens in host apps. */
export function hostCalls({ get, post, put }: Calls) {
  return {
    setJumpTargets: (marketplace: string, origins: string[]) =>
      put<{ origins: string[] }>(`/v1/marketplaces/${marketplace}/jump-targets`, { origins }),
    createCampaign: (body: NewCampaign) => post<Told>("/v1/campaigns", body),
    readFunnel: (id: string) => get<Wire<FunnelView>>(`/v1/campaigns/${id}/funnel`),
    billCampaign: async (id: string) => (await post<{ data: Wire<BillView>[] }>(`/v1/campaigns/${id}/bills`)).data,
    tellClickOpened: (click: string) => post<unknown>("/v1/click-opens", { click }),
    registerEntry: (body: Omit<NewEntry, "wallet"> & { wallet?: string }) => post<Wire<EntryView>>("/v1/entries", body),
    mapIdentity: (entry: string, body: { openid: string; buyer: string; consent: string }) =>
      post<Wire<IdentityView>>(`/v1/entries/${entry}/identities`, body),
    revokeIdentity: (id: string) => post<Wire<IdentityView>>(`/v1/identities/${id}/revoke`),
    payInEntry: (entry: string, checkout: string) => post<Wire<Started>>(`/v1/entries/${entry}/payments`, { checkout }),
    grantLicence: (body: NewLicence) => post<Wire<LicenceView>>("/v1/licences", body),
    revokeLicence: (id: string, why: string) => post<Wire<LicenceView>>(`/v1/licences/${id}/revoke`, { why }),
    checkLicence: (body: Asked) => post<{ open: boolean; reasons: Reason[] }>("/v1/licence-checks", body),
    useLicence: (body: Asked) => post<Wire<LicenceUse>>("/v1/licence-uses", body),
  };
}
