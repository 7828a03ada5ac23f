import type { AgreementView, Partnership } from "#agreements";
import type { Wire } from "#http";
import type { Judged, LinkReport, LinkView, PolicyView, Preview, ScreenedPost } from "#links";
import type { Words } from "#wallets/protocol";

type Calls = {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
};
type Data<T> = { data: T[] };
type Posting = "refuse" | "as_opened" | "allow";
export type Link = Wire<LinkView> & { url: string };

/** The calls of the public API about links and agreements. */
export function linkCalls({ get, post, put }: Calls) {
  return {
    setLinkSettings: (market: string, body: { hosts: string[]; android: []; ios: [] }) =>
      put<unknown>(`/v1/marketplaces/${market}/link-settings`, body),
    createLink: (body: { store: string; kind: string; target: string; title: string }) => post<Link>("/v1/links", body),
    revokeLink: (id: string) => post<Link>(`/v1/links/${id}/revoke`, { why: "story" }),
    resolveText: async (text: string) => (await post<Data<Wire<Preview>>>("/v1/link-resolutions", { text })).data,
    addLinkPolicy: (body: {
      marketplace: string;
      partner: string;
      title: Words;
      rules: { when_open: "open" | "confirm"; when_shut: "copy" | "block"; words?: Words }[];
      posts: { qr_codes: Posting; wallet_ids: Posting; links: Posting };
      why: string;
    }) => post<Wire<PolicyView>>("/v1/link-policies", body),
    checkLink: (body: {
      store: string;
      partner: string;
      direction: "out";
      surface: string;
      class: string;
      url: string;
    }) => post<Wire<Judged>>("/v1/link-checks", body),
    screenPost: (body: { store: string; text?: string; pictures?: string[] }) =>
      post<Wire<ScreenedPost>>("/v1/screenings", body),
    readLinkReport: (market: string) => get<Wire<LinkReport>>(`/v1/link-reports/${market}`),
    createAgreement: (body: {
      marketplace: string;
      title: Words;
      parties: string[];
      scopes: string[];
      rung: string;
      ends_at?: string;
      why: string;
    }) => post<Wire<AgreementView>>("/v1/agreements", body),
    listAgreements: async () => (await get<Data<Wire<AgreementView>>>("/v1/agreements?limit=100")).data,
    listPartnerships: async (market: string) =>
      (await get<Data<Wire<Partnership>>>(`/v1/partnerships?marketplace=${market}`)).data,
  };
}
