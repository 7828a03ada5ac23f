import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Bill, BuyerAction, FriendView, OrderView, PaymentView, StartInput } from "../../web/cashier/contract.ts";
import { servedFile } from "./cashier-files.ts";
import { alipay, jdpay, samplePayment, wechat } from "./cashier-samples.ts";

type Seen = { method: string; path: string; token: string; key: string; body: unknown };
type Checkout = { bill: Bill; streams: Set<ServerResponse> };
type Started = { payments: PaymentView[]; action: BuyerAction | null };
/** "break": the connection is torn after the server has done its work. */
type Reply = { status: number; body: object } | "break" | "stream";

/** What goes wrong, until it is set back. */
export type Knobs = {
  /** Every API call fails as if the server were away. */
  down: boolean;
  /** No event streams: the page has to ask. */
  noEvents: boolean;
  /** So many starts break off after the payment was made: only a repeat with the same key is safe. */
  breakStarts: number;
  refuseStart: { status: number; code: string; zh: string; en: string } | null;
  /** The old attempt cannot be proven closed when another wallet is chosen. */
  cannotClose: boolean;
  /** The wallet does not answer in time: the payment stays `starting`. */
  slowWallet: boolean;
  /** How far the server's clock is from this machine's. */
  skewMs: number;
};

const sound: Knobs = {
  down: false,
  noEvents: false,
  breakStarts: 0,
  refuseStart: null,
  cannotClose: false,
  slowWallet: false,
  skewMs: 0,
};

const secretOf = (id: string): string => `cs_${id}_secret`;

/** A small server that speaks the HTTP contract to the buyer's page, and serves the page as the house does. */
export class CashierStub {
  origin = "";
  seen: Seen[] = [];
  knobs: Knobs = { ...sound };
  #dist: string;
  #checkouts = new Map<string, Checkout>();
  #friends = new Map<string, { checkout: string; used: boolean }>();
  #answered = new Map<string, Started>();
  #server = createServer((request, response) => void this.#serve(request, response));

  constructor(dist: string) {
    this.#dist = dist;
  }

  async listen(): Promise<this> {
    await new Promise<void>((done) => this.#server.listen(0, "127.0.0.1", done));
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  now(): number {
    return Date.now() + this.knobs.skewMs;
  }

  /** Forgets faults and what was seen; checkouts stay. */
  calm(): void {
    this.knobs = { ...sound };
    this.seen = [];
  }

  /** Registers a bill; answers where the buyer opens it. */
  open(bill: Bill): string {
    const { origin } = this;
    const absolute = { success_url: `${origin}${bill.success_url}`, cancel_url: `${origin}${bill.cancel_url}` };
    this.#checkouts.set(bill.id, { bill: { ...bill, ...absolute }, streams: new Set() });
    return `${origin}/pay/${bill.id}#${secretOf(bill.id)}`;
  }

  /** A friend's link to a bill; `used` answers as one that is over. */
  invite(bill: Bill, used = false): string {
    if (!this.#checkouts.has(bill.id)) this.open(bill);
    this.#friends.set(`fl_${bill.id}`, { checkout: bill.id, used });
    return `${this.origin}/pay/friend/fl_${bill.id}`;
  }

  bill(id: string): Bill {
    return this.#checkout(id).bill;
  }

  /** Changes a bill, and tells every open page. */
  change(id: string, to: (bill: Bill) => Bill): void {
    const checkout = this.#checkout(id);
    checkout.bill = to(checkout.bill);
    for (const stream of checkout.streams) stream.write(asEvent(checkout.bill));
  }

  /** The server goes away: calls fail and streams break. */
  cut(): void {
    this.knobs.down = true;
    for (const { streams } of this.#checkouts.values()) for (const stream of streams) stream.destroy();
  }

  #checkout(id: string): Checkout {
    const found = this.#checkouts.get(id);
    if (!found) throw new Error(`The stub has no checkout ${id}.`);
    return found;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://stub");
    if (!pathname.startsWith("/v1/")) {
      const file = servedFile(this.#dist, pathname);
      response.writeHead(file ? 200 : 404, file?.headers).end(file?.content);
      return;
    }
    const bearer = `${request.headers.authorization ?? ""}`.replace("Bearer ", "");
    const body: unknown = request.method === "POST" ? JSON.parse((await textOf(request)) || "{}") : null;
    const call: Seen = {
      method: request.method ?? "",
      path: pathname,
      token: bearer || (searchParams.get("access_token") ?? ""),
      key: `${request.headers["idempotency-key"] ?? ""}`,
      body,
    };
    this.seen.push(call);
    const reply = this.knobs.down ? "break" : this.#answer(call);
    if (reply === "break") request.socket.destroy();
    else if (reply === "stream") this.#stream(call, response);
    else {
      const headers = { "content-type": "application/json", date: new Date(this.now()).toUTCString() };
      response.writeHead(reply.status, headers).end(JSON.stringify(reply.body));
    }
  }

  #answer({ path, token, key, body }: Seen): Reply {
    if (path === "/v1/wallets") {
      return { status: 200, body: { data: [wechat, alipay, jdpay].map((offer) => ({ ...offer, id: offer.wallet })) } };
    }
    const link = /^\/v1\/friend-links\/(.+)$/.exec(path)?.[1];
    if (link) return this.#friendLink(link);
    const id = /^\/v1\/checkouts\/([^/]+)/.exec(path)?.[1] ?? (body as StartInput).checkout;
    const checkout = this.#checkouts.get(id);
    if (!checkout) return problem(404, "not_found");
    const friend = this.#friends.get(token)?.checkout === id;
    if (token !== secretOf(id) && !friend) return problem(401, "unauthorized");
    if (path.endsWith("/friend-links")) {
      const url = this.invite(checkout.bill);
      return { status: 201, body: { url, expires_at: checkout.bill.expires_at } };
    }
    if (path === "/v1/payments") return this.#startOnce(body as StartInput, key, friend);
    if (path.endsWith("/events")) return this.knobs.noEvents ? problem(503, "busy") : "stream";
    return { status: 200, body: friend ? friendView(checkout.bill) : checkout.bill };
  }

  #friendLink(token: string): Reply {
    const found = this.#friends.get(token);
    if (!found) return problem(404, "not_found");
    return found.used ? problem(409, "friend_link_used") : { status: 200, body: friendView(this.bill(found.checkout)) };
  }

  #startOnce(input: StartInput, key: string, friend: boolean): Reply {
    const { refuseStart } = this.knobs;
    if (refuseStart) return problem(refuseStart.status, refuseStart.code, refuseStart.zh, refuseStart.en);
    const made = this.#answered.get(key) ?? this.#start(input, friend);
    this.#answered.set(key, made);
    if (this.knobs.breakStarts === 0) return { status: 201, body: made };
    this.knobs.breakStarts -= 1;
    return "break";
  }

  #start(input: StartInput, friend: boolean): Started {
    const { slowWallet, cannotClose } = this.knobs;
    const { wallet, method } = input;
    const isMeant = ({ id, state }: OrderView): boolean => state === "unpaid" && (!input.order || id === input.order);
    const orders = this.bill(input.checkout).orders.filter(isMeant);
    const action = slowWallet ? null : actionFor(input, this.origin);
    const common = { wallet, method, by_friend: friend, combined: orders.length > 1 ? "cmb_1" : null };
    const state = slowWallet ? ("starting" as const) : ("waiting" as const);
    const fresh = orders.map(({ id, amount }) =>
      samplePayment(this.now(), { ...common, order: id, amount, state, action }),
    );
    const left = (payment: PaymentView): PaymentView =>
      payment.state === "waiting" && orders.some(({ id }) => id === payment.order)
        ? { ...payment, state: cannotClose ? "abandoned" : "closed", action: null }
        : payment;
    this.change(input.checkout, (bill) => ({ ...bill, payments: [...fresh, ...bill.payments.map(left)] }));
    return { payments: fresh, action };
  }

  #stream({ path }: Seen, response: ServerResponse): void {
    const checkout = this.#checkout(path.split("/")[3] ?? "");
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(asEvent(checkout.bill));
    checkout.streams.add(response);
    response.on("close", () => checkout.streams.delete(response));
  }
}

function actionFor({ method, wallet, checkout }: StartInput, origin: string): BuyerAction {
  const isAlipay = wallet === "alipay";
  if (method === "qr") {
    const content = isAlipay ? "https://qr.alipay.com/bax04931xk2t9cq3" : "weixin://wxpay/bizpayurl?pr=8sCj2Rvzz";
    return { kind: "qr", content };
  }
  if (method === "jump") return { kind: "jump", url: `${origin}/wallet/${wallet}?back=/pay/${checkout}` };
  const bridge = isAlipay ? "AlipayJSBridge.tradePay" : "WeixinJSBridge.getBrandWCPayRequest";
  return { kind: "invoke", bridge, parameters: { appId: "wx1", package: "prepay_id=wx2" } };
}

function friendView(bill: Bill): FriendView {
  const { id, success_url: _success, cancel_url: _cancel, ...rest } = bill;
  const orders = bill.orders.map(({ number: _number, lines: _lines, ...order }): OrderView => order);
  return { ...rest, checkout: id, orders, payments: bill.payments.filter((payment) => payment.by_friend) };
}

function problem(status: number, code: string, zh = code, en = code): Reply {
  return {
    status,
    body: { status, code, title: en, detail: en, request_id: "req_7Q2", zh: { title: zh, detail: zh } },
  };
}

const asEvent = (bill: Bill): string => `event: checkout\ndata: ${JSON.stringify(bill)}\n\n`;

async function textOf(request: IncomingMessage): Promise<string> {
  let all = "";
  for await (const chunk of request) all += chunk;
  return all;
}
