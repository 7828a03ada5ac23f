import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cursorOf, pageOf } from "./cursor.ts";
import { canonical } from "./repeat.ts";
import { as, id, openRig, people, type Rig, secretOf } from "./test-rig/index.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.app.close());

const pay = { checkout: id("chk", 1), wallet: "wechatpay", method: "qr", device: "desktop" };
const post = (headers: Record<string, string>, payload: object = pay) =>
  rig.app.inject({ method: "POST", url: "/v1/payments", headers, payload });

describe("Idempotency-Key", () => {
  test("the same key and request answer the same, marked as a hit; the order of fields does not matter", async () => {
    const first = await post(as(people.east, "a"));
    const again = await post(as(people.east, "a"), Object.fromEntries(Object.entries(pay).reverse()));
    expect([first.statusCode, again.statusCode]).toEqual([201, 201]);
    expect(again.json()).toEqual(first.json());
    expect([first.headers["idempotency-hit"], again.headers["idempotency-hit"]]).toEqual([undefined, "true"]);
  });

  test("another request under the same key is refused; another caller's same key is another key", async () => {
    await post(as(people.east, "b"));
    expect((await post(as(people.east, "b"), { ...pay, device: "phone" })).json().code).toBe("idempotency_key_reused");
    expect((await post(as(people.silk, "b"), { ...pay, device: "phone" })).statusCode).toBe(201);
  });

  test("is needed of keys and persons, for every POST, and welcome from a buyer's page", async () => {
    const without = { authorization: `Bearer ${people.east.token}` };
    expect((await post(without)).json().code).toBe("idempotency_key_missing");
    const check = await rig.app.inject({
      method: "POST",
      url: `/v1/checkouts/${id("chk", 1)}/check`,
      headers: without,
    });
    expect(check.json().code).toBe("idempotency_key_missing");
    expect((await post({ authorization: `Bearer ${secretOf(1)}` })).statusCode).toBe(201);
  });

  test("of no character, too many, or others than ASCII is refused", async () => {
    for (const key of ["", "k".repeat(256), "ключ"]) {
      const answer = await post({ ...as(people.east), "idempotency-key": Buffer.from(key).toString("latin1") });
      expect([key.slice(0, 5), answer.json().code]).toEqual([key.slice(0, 5), "request_header_invalid"]);
    }
    expect((await post(as(people.east, "k".repeat(255)))).statusCode).toBe(201);
  });

  test("the path is part of the request", async () => {
    const seen: unknown[] = [];
    const { makeFriendLink } = rig.payments.door;
    rig.payments.door.makeFriendLink = async (checkout, repeat) => {
      seen.push(repeat);
      return await makeFriendLink(checkout, repeat);
    };
    for (const n of [1, 2])
      await rig.app.inject({
        method: "POST",
        url: `/v1/checkouts/${id("chk", n)}/friend-links`,
        headers: as(people.east, "c"),
      });
    rig.payments.door.makeFriendLink = makeFriendLink;
    const [one, two] = seen as { requestHash: string; route: string; caller: string; key: string }[];
    expect(one).toMatchObject({
      route: "POST /v1/checkouts/:id/friend-links",
      caller: people.east.bearer.id,
      key: "c",
    });
    expect(one?.requestHash).toMatch(/^[0-9a-f]{64}$/);
    expect(one?.requestHash).not.toBe(two?.requestHash);
  });

  test("canonical text is the same as in every version before: hashes of it outlive the process that made them", () => {
    const asked = JSON.parse(
      '{"é":1,"10":"ten","2":[],"B":{"z":[true,null,{"y":"\\"","x":-1.5e30}],"Z":{}},"b":"","__proto__":{"a":"茶"}}',
    ) as Record<string, unknown>;
    const text =
      '{"10":"ten","2":[],"B":{"Z":{},"z":[true,null,{"x":-1.5e+30,"y":"\\""}]},"__proto__":{"a":"茶"},"b":"","é":1}';
    expect(canonical(asked)).toBe(text);
    expect(canonical({ none: undefined })).toBe("{}");
    expect(canonical({ a: undefined, b: 1, c: undefined })).toBe('{"b":1}');
  });

  test("canonical text sorts keys at every depth and drops what is undefined", () => {
    expect(canonical({ b: [{ d: 1, c: null }], a: undefined })).toBe('{"b":[{"c":null,"d":1}]}');
    expect(canonical(["a", "b"])).not.toBe(canonical(["b", "a"]));
  });
});

describe("lists", () => {
  const list = (query: string) =>
    rig.app.inject({ url: `/v1/books/${id("sto", 11)}/transfers${query}`, headers: as(people.silk) });

  test("come in pages that join without a gap", async () => {
    const first = (await list("?limit=2")).json();
    const second = (await list(`?limit=2&cursor=${first.next_cursor}`)).json();
    const ids = [...first.data, ...second.data].map((one: { id: string }) => one.id);
    expect(ids).toEqual([1, 2, 3].map((n) => id("tra", n)));
    expect(second.next_cursor).toBe(null);
  });

  test("refuse a cursor that is not ours and a filter that does not exist", async () => {
    for (const cursor of ["x", id("tra", 1), Buffer.from("2.tra").toString("base64url"), `${cursorOf("a")}=`])
      expect([cursor, (await list(`?cursor=${cursor}`)).json().code]).toEqual([cursor, "cursor_invalid"]);
    const misspelt = await list("?acount=a-1");
    expect([misspelt.statusCode, misspelt.json().errors[0].field]).toEqual([422, "acount"]);
    for (const limit of ["0", "101", "ten", "1.5"]) expect((await list(`?limit=${limit}`)).statusCode).toBe(422);
  });

  test("a cursor holds what the door gave, whatever it is", () => {
    for (const next of ["tra_1", "12:345", "a~b"])
      expect(pageOf({ cursor: cursorOf(next) ?? "", limit: 5 })).toEqual({ after: next, limit: 5 });
    expect(pageOf({})).toEqual({ after: null, limit: 20 });
  });
});
