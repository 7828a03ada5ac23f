import { categoryWords } from "#directory";
import { type App, answers } from "../app.ts";
import { ref, TagWordsShape } from "../schemas/index.ts";

const data = Object.entries(categoryWords).map(([value, words]) => ({ tag: "category" as const, value, words }));

/** How pages and files name the values of stores' tags: one list for all of them. */
export function tagWordRoutes(app: App): void {
  app.get(
    "/v1/tag-words",
    {
      config: { access: "public" },
      schema: {
        operationId: "readTagWords",
        tags: ["directory"],
        summary: "What stores' tags are called in both languages, where the house knows the value",
        description: "店铺标签取值的中英文名称。",
        response: answers({ 200: ref(TagWordsShape) }),
      },
    },
    async () => ({ data }),
  );
}
