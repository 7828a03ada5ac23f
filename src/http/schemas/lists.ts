import Type from "typebox";
import { choice, Id, Instant, InstantOrNull, shape, TextOrNull } from "./common.ts";

export const exportStates = ["waiting", "running", "done", "failed", "cancelled"] as const;
export const listNames = ["orders", "payments", "refunds", "disputes", "breaks", "audit"] as const;
const ListName = choice(listNames);
const ViewTitle = Type.String({ minLength: 1, maxLength: 60 });
const Count = Type.Integer({ minimum: 0 });
const Filter = Type.Record(Type.String({ pattern: "^[a-z_]{1,30}$" }), Type.String({ maxLength: 100 }), {
  additionalProperties: false,
});

export const SavedViewShape = shape(
  "SavedView",
  {
    id: Id("viw"),
    list: ListName,
    title: Type.String(),
    query: Type.String(),
    created_at: Instant,
    changed_at: Instant,
  },
  "A list's filters and columns under a name, for the person who saved them.",
);
export const NewSavedViewShape = shape("NewSavedView", {
  list: ListName,
  title: ViewTitle,
  query: Type.String({ maxLength: 1000, description: "As behind the question mark of the page's address." }),
});
export const RenameViewShape = shape("RenameView", { title: ViewTitle });

export const NewExportShape = shape("NewExport", {
  list: ListName,
  filter: Type.Optional(Filter),
  columns: Type.Optional(Type.Array(Type.String({ pattern: "^[a-z]{1,30}$" }), { minItems: 1, maxItems: 30 })),
  language: Type.Optional(choice(["zh", "en"])),
});
export const ExportShape = shape(
  "Export",
  {
    id: Id("exp"),
    list: ListName,
    filter: Filter,
    columns: Type.Array(Type.String()),
    language: choice(["zh", "en"]),
    state: choice(exportStates),
    lines: Count,
    bytes: Count,
    share: Type.Integer({ minimum: 0, maximum: 10_000, description: "How far it is, in ten-thousandths." }),
    cut: Type.Boolean({ description: "The list was longer than a file may be: its newest rows are in it." }),
    fault: TextOrNull,
    asked_at: Instant,
    ended_at: InstantOrNull,
    expires_at: InstantOrNull,
  },
  "A list as a CSV file, which the worker writes.",
);
