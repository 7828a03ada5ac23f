import { type App, answers } from "../app.ts";
import { opennessReader } from "../openness.ts";
import type { HttpParts } from "../parts.ts";
import { OpennessShape, ref } from "../schemas/index.ts";
import { wire } from "../wire.ts";

/** What the public page shows, as figures that an outsider can reckon with. */
export function opennessRoutes(app: App, parts: HttpParts): void {
  const read = opennessReader(parts);
  app.get(
    "/v1/openness",
    {
      config: { access: "public" },
      schema: {
        operationId: "readOpenness",
        tags: ["oversight"],
        summary: "How open the house is: every opening with rules, tally and steps; the wallets' figures; fees",
        description: "开放度公示：全部开放计划的规则、计票与进程，各钱包的数据，以及费率。",
        response: answers({ 200: ref(OpennessShape) }),
      },
    },
    async () => wire(await read()) as never,
  );
}
