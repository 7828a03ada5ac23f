import { type App, answers, common, params, query } from "../app.ts";
import { callerOf, marketplaceFor, within } from "../auth.ts";
import { listOf } from "../cursor.ts";
import { steering } from "../opening-input.ts";
import type { Caller, HttpParts } from "../parts.ts";
import { Refusal } from "../refusal.ts";
import { ContactQuery, ContactShape, Id, ListOf, PutContactShape, RemovedContactShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

const tags = ["directory"];

/** Whom to call at a partner or a participant, for people of the platform: stores have none of it. */
export function contactRoutes(app: App, { contacts }: HttpParts): void {
  app.get(
    "/v1/contacts",
    {
      config: { access: { scope: "contacts:read" } },
      schema: {
        operationId: "listContacts",
        tags,
        summary: "Whom to call at partners (wallets, host apps) and at participants of the hub, first of all first",
        description: "合作方（钱包、宿主应用）与枢纽参与方的联系人，按联系次序排列。",
        querystring: query(ContactQuery),
        response: answers({ 200: ListOf(ContactShape) }, common.withCaller, "request_invalid"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { marketplace = null, ...filter } = request.query;
      // Another marketplace's are not there for this caller, as nothing else of it is.
      if (caller.marketplace !== null && marketplace !== null && marketplace !== caller.marketplace)
        return listOf({ data: [], next: null });
      const data = await contacts.list({ marketplace: caller.marketplace ?? marketplace, ...filter });
      return listOf({ data, next: null });
    },
  );
}

/** Set and removed by operators; the audit tells who did, and nobody's name. */
export function contactMoves(app: App, { contacts, hub }: HttpParts): void {
  app.put(
    "/v1/contacts",
    {
      config: { access: { scope: "contacts:write" } },
      schema: {
        operationId: "putContact",
        tags,
        summary: "Put somebody in the place of a role; whoever stood there is forgotten. A mail or a number is needed",
        description: "登记联系人（角色与次序）；原占此位者即被替换。邮箱与电话至少一项，加密保存。",
        body: ref(PutContactShape),
        response: answers(
          { 200: ref(ContactShape) },
          ...[common.withCaller, common.withBody],
          ...(["not_found", "contact_unreachable"] as const),
        ),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { marketplace: named, ...given } = request.body;
      if (given.person.email === null && given.person.phone === null) throw new Refusal("contact_unreachable");
      const marketplace = given.kind === "partner" ? marketplaceFor(caller, named) : ofTheHouse(caller);
      if (given.kind === "participant" && !(await hub.participants()).some((one) => one.name === given.name))
        throw new Refusal("not_found");
      return wire(await contacts.put(caller.id, { ...given, marketplace })) as never;
    },
  );
  app.post(
    "/v1/contacts/:id/remove",
    {
      config: { access: { scope: "contacts:write" } },
      schema: {
        operationId: "removeContact",
        tags,
        summary: "Remove a contact: name, mail and number are gone for good",
        description: "移除联系人：姓名、邮箱与电话即刻删除，不可恢复。",
        params: params({ id: Id("ctc") }),
        response: answers({ 200: ref(RemovedContactShape) }, ...[common.withCaller, common.withBody], "not_found"),
      },
    },
    async (request) => {
      const caller = steering(callerOf(request));
      const { id } = within(caller, await contacts.get(request.params.id));
      const gone = await contacts.remove(caller.id, id);
      if (!gone) throw new Refusal("not_found");
      return gone;
    },
  );
}

/** The hub is the whole house's: nothing of it is there for a marketplace's own people. */
function ofTheHouse(caller: Caller): null {
  if (caller.marketplace !== null) throw new Refusal("not_found");
  return null;
}
