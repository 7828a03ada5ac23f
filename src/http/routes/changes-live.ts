import Type from "typebox";
import { type App, answers, common } from "../app.ts";
import { callerOf } from "../auth.ts";
import { type Change, Changes, changesOfDeed, mayHear, mayRead, type Topic, topics } from "../changes.ts";
import type { Caller, HttpParts } from "../parts.ts";
import type { Streams } from "../sse.ts";
import { stillHolds } from "../still-holds.ts";

/** More than this is told as "anything may have moved". */
const mostIds = 100;

/** What gathered since the last reading, folded: a topic once, with its ids, or without any where there are many. */
class Gathered {
  #topics = new Map<Topic, Set<string> | null>();
  #turn = 0;

  add(caller: Caller, changes: readonly Change[] | "many"): boolean {
    if (changes === "many") {
      const all = (Object.keys(topics) as Topic[]).filter((topic) => mayRead(caller, topic));
      for (const topic of all) this.#topics.set(topic, null);
      return all.length > 0;
    }
    const mine = changes.filter((one) => mayHear(caller, one));
    for (const { topic, ids } of mine) {
      const was = this.#topics.get(topic);
      const all = was === null || ids.length === 0 ? null : new Set([...(was ?? []), ...ids]);
      this.#topics.set(topic, all !== null && all.size > mostIds ? null : all);
    }
    return mine.length > 0;
  }

  /** `turn` rises, so that the same change twice is told twice. */
  take(): string {
    const data = {
      turn: this.#turn++,
      changes: [...this.#topics].map(([topic, ids]) => ({ topic, ids: [...(ids ?? [])] })),
    };
    this.#topics.clear();
    return JSON.stringify(data);
  }
}

/** One stream for a whole console: what moved, of what the caller may see; pages read it anew by their own address. */
export function changesLiveRoutes(app: App, parts: HttpParts, streams: Streams): void {
  const changes = new Changes(parts);
  app.addHook("onResponse", (request, reply, done) => {
    const { caller } = request;
    if (request.method !== "GET" && reply.statusCode < 300 && caller?.kind === "person")
      changes.tell(changesOfDeed(caller, request.url));
    done();
  });
  app.get(
    "/v1/changes/live",
    {
      // Every role reads orders; each topic asks for its own scope beside that.
      config: { access: { scope: "orders:read" } },
      schema: {
        operationId: "followChanges",
        tags: ["oversight"],
        summary: "Server-sent events: `changes` names what moved since (topics and ids), of what the caller may read",
        description: "服务器推送：所见范围内发生变化的主题与编号，不含内容。",
        response: answers(
          { 200: { content: { "text/event-stream": { schema: Type.String() } } } as never },
          common.withCaller,
        ),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const gathered = new Gathered();
      await streams.open(reply, {
        holds: stillHolds(parts, request),
        read: async () => ({ event: "changes", data: gathered.take() }),
        subscribe: (changed) =>
          changes.follow((found) => {
            if (gathered.add(caller, found)) changed();
          }),
      });
    },
  );
}
