import Type, { type Static, type TSchema } from "typebox";
import { scopes } from "../scopes.ts";

/** A reference to one of the named schemas (schemas/index.ts): `components.schemas` in the document. */
export function ref<S extends TSchema & { $id: string }>(schema: S) {
  return Type.Unsafe<Static<S>>({ $ref: `${schema.$id}#` });
}

function name<S extends TSchema, Name extends string>(schema: S, $id: Name): S & { $id: Name } {
  return { ...schema, $id };
}

/** An object that refuses fields it does not know, under a name of its own. */
export function shape<P extends Record<string, TSchema>, Name extends string>(
  $id: Name,
  properties: P,
  description?: string,
) {
  const words = description === undefined ? {} : { description };
  return name(Type.Object(properties, { additionalProperties: false, ...words }), $id);
}

export function nullable<S extends TSchema>(schema: S) {
  return Type.Union([schema, Type.Null()]);
}

/** Text or null, in the form that serialises fastest. */
export const TextOrNull = Type.Unsafe<string | null>({ type: ["string", "null"] });
export const Instant = Type.String({ format: "date-time", description: "RFC 3339, UTC." });
export const InstantOrNull = Type.Unsafe<string | null>({ type: ["string", "null"], format: "date-time" });

export function choice<const Values extends readonly string[]>(values: Values, description?: string) {
  const words = description === undefined ? {} : { description };
  return Type.Unsafe<Values[number]>({ type: "string", enum: [...values], ...words });
}

/** An id of ours: a prefix and 26 characters of Crockford's base 32. */
export function Id(prefix: string) {
  return Type.String({
    pattern: `^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`,
    description: `An id that begins with ${prefix}_.`,
  });
}

export const Currency = choice(["CNY", "HKD", "USD", "JPY"]);

export const MoneyShape = shape(
  "Money",
  { currency: Currency, minor: Type.String({ pattern: "^-?(0|[1-9]\\d{0,17})$" }) },
  "An amount in whole minor units (fen for CNY), as text, so that no reader makes a float of it.",
);

export const PositiveMoneyShape = shape(
  "PositiveMoney",
  { currency: Currency, minor: Type.String({ pattern: "^[1-9]\\d{0,14}$" }) },
  "An amount of at least one minor unit.",
);

export const WordsShape = shape("Words", { zh: Type.String(), en: Type.String() });
export const ReasonShape = shape("Reason", { code: Type.String(), zh: Type.String(), en: Type.String() });

export const ScopeShape = choice(scopes);

export const HttpUrl = Type.String({ format: "uri", pattern: "^https?://", maxLength: 2000 });
export const Metadata = Type.Record(Type.String({ pattern: "^[\\w.-]{1,40}$" }), Type.String({ maxLength: 500 }), {
  maxProperties: 50,
  additionalProperties: false,
});

export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 500, description: "next_cursor of the page before." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
};

export function ListOf<S extends TSchema & { $id: string }>(item: S) {
  return Type.Object({ data: Type.Array(ref(item)), next_cursor: TextOrNull }, { additionalProperties: false });
}

export const ProblemShape = shape(
  "Problem",
  {
    type: Type.String({ format: "uri" }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: "Stable: programs go by this." }),
    instance: Type.String(),
    request_id: Type.String(),
    retry: Type.Boolean({ description: "True: the same request may succeed a little later." }),
    zh: Type.Object({ title: Type.String(), detail: Type.String() }),
    errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String(), zh: Type.String() }))),
    reasons: Type.Optional(Type.Array(ref(ReasonShape))),
    context: Type.Optional(Type.Record(Type.String(), Type.String())),
  },
  "RFC 9457. `title` and `detail` follow Accept-Language; `zh` always holds the Chinese ones.",
);
