import { type App, answers, params, query } from "../app.ts";
import type { HttpParts } from "../parts.ts";
import { settled } from "../refusal.ts";
import {
  choice,
  Id,
  ListOf,
  listNames,
  NewSavedViewShape,
  RenameViewShape,
  ref,
  SavedViewShape,
} from "../schemas/index.ts";
import { wire } from "../wire.ts";
import { bodyFaults, signedInOf } from "./sessions.ts";

const tags = ["sign-in"];
const config = { access: "session" } as const;
const changing = [...bodyFaults, "unauthorized", "csrf_refused"] as const;
const one = { tags, params: params({ id: Id("viw") }) };

/** A person's own views of the long lists. */
export function savedViewRoutes(app: App, { lists }: HttpParts): void {
  app.get(
    "/v1/saved-views",
    {
      config,
      schema: {
        operationId: "listSavedViews",
        tags,
        summary: "One's own saved views of a list, by title",
        description: "自己保存的列表视图。",
        querystring: query({ list: choice(listNames) }),
        response: answers({ 200: ListOf(SavedViewShape) }, "unauthorized", "request_invalid"),
      },
    },
    async (request) => {
      const data = await lists.listViews(signedInOf(request).session.person, request.query.list);
      return { data: wire(data), next_cursor: null } as never;
    },
  );
  app.post(
    "/v1/saved-views",
    {
      config,
      schema: {
        operationId: "saveView",
        tags,
        summary: "Save a view; one of the same title is replaced",
        description: "保存视图，同名视图将被替换。",
        body: ref(NewSavedViewShape),
        response: answers({ 201: ref(SavedViewShape) }, changing, "list_unknown", "views_too_many"),
      },
    },
    async (request, reply) => {
      const made = settled(await lists.saveView(signedInOf(request).session.person, request.body));
      return reply.code(201).send(wire(made) as never);
    },
  );
}

export function savedViewMoves(app: App, { lists }: HttpParts): void {
  app.patch(
    "/v1/saved-views/:id",
    {
      config,
      schema: {
        ...one,
        operationId: "renameView",
        summary: "Give a saved view another title",
        description: "重命名视图。",
        body: ref(RenameViewShape),
        response: answers({ 200: ref(SavedViewShape) }, changing, "not_found", "view_taken"),
      },
    },
    async (request) => {
      const { person } = signedInOf(request).session;
      return wire(settled(await lists.renameView(person, request.params.id, request.body.title))) as never;
    },
  );
  app.post(
    "/v1/saved-views/:id/remove",
    {
      config,
      schema: {
        ...one,
        operationId: "removeView",
        summary: "Remove a saved view",
        description: "删除视图。",
        response: answers({ 200: ref(SavedViewShape) }, changing, "not_found"),
      },
    },
    async (request) =>
      wire(settled(await lists.removeView(signedInOf(request).session.person, request.params.id))) as never,
  );
}
