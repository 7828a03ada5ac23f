import { afterAll, beforeAll, expect, test } from "vitest";
import { apiVersions, latestVersion, versionOf } from "./api-version.ts";
import { openRig, type Rig } from "./test-rig/index.ts";

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(() => rig.app.close());

const ask = (url: string, headers: Record<string, string> = {}) =>
  rig.app.inject({ url, headers: { authorization: "Bearer hk_test_east_marketplace", ...headers } });

test("every answer of /v1 names its date, a refusal too; other pages name none", async () => {
  for (const headers of [{}, { "hutong-version": latestVersion }]) {
    const answer = await ask("/v1/orders", headers);
    expect([answer.statusCode, answer.headers["hutong-version"]]).toEqual([200, latestVersion]);
  }
  const stranger = await rig.app.inject({ url: "/v1/orders" });
  expect([stranger.statusCode, stranger.headers["hutong-version"]]).toEqual([401, latestVersion]);
  expect((await ask("/v1/no-such-thing")).headers["hutong-version"]).toBe(latestVersion);
  expect((await ask("/openapi.json")).headers["hutong-version"]).toBeUndefined();
});

test("a date that the house does not know is refused before anything else, and told which it knows", async () => {
  for (const unknown of ["2020-01-01", "2026-11", "latest", ""]) {
    const answer = await ask("/v1/orders", { "hutong-version": unknown });
    expect([unknown, answer.statusCode, answer.json().code]).toEqual([unknown, 400, "api_version_unknown"]);
    expect(answer.json().context).toEqual({ known: apiVersions.join("; ") });
    expect(answer.headers["hutong-version"]).toBe(latestVersion);
  }
});

test("the dates are in order, and the latest is the last", () => {
  expect([...apiVersions].sort()).toEqual([...apiVersions]);
  expect(apiVersions.at(-1)).toBe(latestVersion);
  expect(versionOf(undefined)).toBe(latestVersion);
});

test("the document names the date, the header and what is answered", async () => {
  const document = (await ask("/openapi.json")).json();
  expect(document.info.version).toBe(latestVersion);
  const { get } = document.paths["/v1/orders/{id}"];
  const header = get.parameters.find((one: { name: string }) => one.name === "hutong-version");
  expect(header).toMatchObject({ in: "header", schema: { enum: [...apiVersions] } });
  expect(header.required ?? false).toBe(false);
  for (const status of ["200", "400", "404"])
    expect(get.responses[status].headers).toEqual({ [`Hutong-Version`]: { $ref: "#/components/headers/Version" } });
  expect(document.components.headers.Version.schema.enum).toEqual([...apiVersions]);
});
