/** An address of a marketplace's or a store's server that is told what happens. */
export type WebhookEndpoint = {
  id: string;
  marketplace: string;
  /** It hears of this store alone; null: of everything in the marketplace. */
  store: string | null;
  url: string;
  description: string;
  /** Types of events; "payment.*" and "*" stand for many. */
  events: readonly string[];
  state: "enabled" | "disabled";
  /** `asked`; `failing` when days of failures switched it off; `gone` when it answered 410. */
  disabled_reason: "asked" | "failing" | "gone" | null;
  /** Since when nothing has been delivered though it was tried; null: it takes what it is sent. */
  failing_since: Date | null;
  created_at: Date;
};

export type DeliveryAttempt = {
  at: Date;
  /** The answer's HTTP status; null when there was none. */
  status: number | null;
  took_ms: number;
  /** The first characters of the answer, or why there was none. */
  says: string;
};

/** One event on its way to one endpoint. */
export type WebhookDelivery = {
  id: string;
  endpoint: string;
  marketplace: string;
  /** The endpoint's. */
  store: string | null;
  event: string;
  event_type: string;
  state: "waiting" | "delivered" | "failed";
  /** Oldest first. */
  attempts: readonly DeliveryAttempt[];
  next_at: Date | null;
  created_at: Date;
};

export type NewEndpoint = Pick<WebhookEndpoint, "marketplace" | "store" | "url" | "description" | "events">;
/** Null: of whatever marketplace; of a store its own alone, of none those that are no store's. */
export type EndpointOwner = { marketplace: string | null; store: string | null };
export type EndpointChange = Partial<Pick<WebhookEndpoint, "url" | "description" | "events" | "state">>;
export type DeliveryFilter = EndpointOwner & {
  endpoint?: string;
  event?: string;
  state?: WebhookDelivery["state"];
};

export type WebhookFault =
  | "not_found"
  | "webhook_url_refused"
  | "webhook_endpoint_limit"
  | "idempotency_key_reused"
  | "idempotency_in_progress";

export type Result<T> =
  | { ok: true; value: T; repeated?: boolean }
  | { ok: false; fault: WebhookFault; detail?: Readonly<Record<string, string>> };

export type Page = { after: string | null; limit: number };
export type Paged<T> = { data: readonly T[]; next: string | null };

/** As the API hands it on; stored in the effect's own commit. */
export type Repeat = { caller: string; route: string; key: string; requestHash: string };

export type WebhooksDoor = {
  /** The secret (`whsec_…`) is told here and at a roll; a repeat tells it again. */
  createEndpoint(
    input: NewEndpoint,
    repeat: Repeat | null,
  ): Promise<Result<{ endpoint: WebhookEndpoint; secret: string }>>;
  getEndpoint(id: string): Promise<WebhookEndpoint | null>;
  listEndpoints(filter: EndpointOwner, page: Page): Promise<Paged<WebhookEndpoint>>;
  changeEndpoint(id: string, change: EndpointChange): Promise<Result<WebhookEndpoint>>;
  /** A fresh secret; for some seconds more the old one signs too, so that the receiver can change at leisure. */
  rollSecret(
    id: string,
    oldValidForSeconds: number,
    repeat: Repeat | null,
  ): Promise<Result<{ endpoint: WebhookEndpoint; secret: string }>>;
  getDelivery(id: string): Promise<WebhookDelivery | null>;
  /** Newest first. */
  listDeliveries(filter: DeliveryFilter, page: Page): Promise<Paged<WebhookDelivery>>;
  /** Sends the event once more, as a delivery of its own, with the same webhook-id. */
  replay(id: string, repeat: Repeat | null): Promise<Result<WebhookDelivery>>;
};
