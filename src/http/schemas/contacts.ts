import Type from "typebox";
import { contactKinds, contactRoles } from "#directory";
import { choice, Id, Instant, nullable, ref, shape } from "./common.ts";

const kind = choice(contactKinds, "`partner`: a wallet or host app of a marketplace; `participant`: one of the hub.");
const name = Type.String({
  pattern: "^[A-Za-z0-9._-]{1,64}$",
  description: "The partner as openings name it, or the participant at the hub.",
});
const role = choice(contactRoles, "What they are called for.");
const order = Type.Integer({ minimum: 1, maximum: 9, description: "Who of a role is called first." });

export const ContactPersonShape = shape(
  "ContactPerson",
  {
    name: Type.String({ minLength: 1, maxLength: 80 }),
    email: nullable(Type.String({ pattern: "^[^\\s@]{1,64}@[^\\s@]{1,190}$" })),
    phone: nullable(Type.String({ pattern: "^\\+?[0-9][0-9 ()-]{3,30}$" })),
    note: Type.String({ maxLength: 300 }),
  },
  "Somebody's own data: kept sealed, and in no event and no entry of the audit.",
);

export const ContactShape = shape("Contact", {
  id: Id("ctc"),
  marketplace: nullable(Id("mkt")),
  ...{ kind, name, role, order },
  person: ref(ContactPersonShape),
  set_by: Type.String(),
  set_at: Instant,
});

export const PutContactShape = shape("PutContact", {
  marketplace: Type.Optional(Id("mkt")),
  ...{ kind, name, role, order },
  person: ref(ContactPersonShape),
});

export const RemovedContactShape = shape("RemovedContact", { id: Id("ctc") });

export const ContactQuery = {
  marketplace: Type.Optional(Id("mkt")),
  kind: Type.Optional(kind),
  name: Type.Optional(name),
};
