import { type Clock, type Db, type Ids, isId, type Tx } from "#db";
import type { Sealer } from "./sealer.ts";

export const contactKinds = ["partner", "participant"] as const;
export const contactRoles = ["emergency", "technical", "finance", "business", "legal"] as const;

/** Of which partner of a marketplace, or of which participant of the hub (then `marketplace` is null). */
export type ContactOf = { kind: (typeof contactKinds)[number]; name: string; marketplace: string | null };

/** What is somebody's own: sealed in the database, in no event, no log and no audit entry. */
export type ContactPerson = { name: string; email: string | null; phone: string | null; note: string };

/** `order`: who of a role is called first. */
export type NewContact = ContactOf & { role: (typeof contactRoles)[number]; order: number; person: ContactPerson };

export type ContactView = NewContact & { id: string; set_by: string; set_at: Date };

type Row = Omit<ContactView, "person" | "order"> & { place: number; sealed: string };
type Needs = { db: Db; clock: Clock; ids: Ids; sealer: Pick<Sealer, "seal" | "open"> };
export type ContactFilter = { marketplace: string | null; kind?: ContactOf["kind"]; name?: string };

const columns = "id, marketplace, kind, name, role, place, sealed, set_by, set_at";
const aadOf = (id: string): string => `contact ${id}`;

/** Whom to call at partners and participants. */
export function createContacts(needs: Needs) {
  const { db } = needs;
  return {
    /** Those who are called first stand first. A marketplace's callers see their own partners' alone. */
    async list({ marketplace, kind, name }: ContactFilter): Promise<readonly ContactView[]> {
      const rows = await db.read<Row>(
        `select ${columns} from contacts
         where removed_at is null and ($1::text is null or marketplace = $1) and ($2::text is null or kind = $2)
           and ($3::text is null or name = $3)
         order by kind, name, marketplace, array_position($4::text[], role), place`,
        [marketplace, kind ?? null, name ?? null, contactRoles],
      );
      return rows.map((row) => viewOf(needs, row));
    },
    async get(id: string): Promise<ContactView | null> {
      if (!isId(id, "ctc")) return null;
      const [row] = await db.read<Row>(`select ${columns} from contacts where id = $1 and removed_at is null`, [id]);
      return row ? viewOf(needs, row) : null;
    },
    /** Puts somebody in a role's place; whoever stood there is gone. The same again changes nothing but its date. */
    put: (by: string, given: NewContact): Promise<ContactView> => db.tx((tx) => putContact(needs, tx, by, given)),
    /** Forgets name, address and number; that there was a contact stays. Null: there is none. */
    remove: (by: string, id: string): Promise<{ id: string } | null> =>
      db.tx(async (tx) => {
        const at = needs.clock.now();
        const [row] = await tx.query<Row>(
          `update contacts set sealed = null, removed_at = $2 where id = $1 and removed_at is null returning ${columns}`,
          [id, at],
        );
        if (!row) return null;
        await act(tx, row, { act: "removed", by, at });
        return { id };
      }),
  };
}
export type Contacts = ReturnType<typeof createContacts>;

async function putContact(needs: Needs, tx: Tx, by: string, given: NewContact): Promise<ContactView> {
  const { kind, name, marketplace, role, order } = given;
  const at = needs.clock.now();
  const [known] = await tx.query<{ id: string }>(
    `select id from contacts where kind = $1 and name = $2 and coalesce(marketplace, '') = coalesce($3, '')
       and role = $4 and place = $5 and removed_at is null for update`,
    [kind, name, marketplace, role, order],
  );
  const id = known?.id ?? needs.ids.next("ctc");
  const sealed = needs.sealer.seal(JSON.stringify(given.person), aadOf(id));
  const rows = known
    ? await tx.query<Row>(
        `update contacts set sealed = $2, set_by = $3, set_at = $4 where id = $1 returning ${columns}`,
        [id, sealed, by, at],
      )
    : await tx.query<Row>(
        `insert into contacts (id, marketplace, kind, name, role, place, sealed, set_by, set_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (kind, name, coalesce(marketplace, ''), role, place) where removed_at is null do nothing
         returning ${columns}`,
        [id, marketplace, kind, name, role, order, sealed, by, at],
      );
  const [row] = rows;
  // Somebody took the place in this very moment: theirs is there to be replaced.
  if (!row) return await putContact(needs, tx, by, given);
  await act(tx, row, { act: "set", by, at });
  return viewOf(needs, row);
}

type Act = { act: "set" | "removed"; by: string; at: Date };

async function act(tx: Tx, row: Row, { act: what, by, at }: Act): Promise<void> {
  await tx.query(
    `insert into contact_acts (contact, n, marketplace, kind, name, role, place, act, by_whom, at)
     select $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 from contact_acts where contact = $1`,
    [row.id, row.marketplace, row.kind, row.name, row.role, row.place, what, by, at],
  );
}

function viewOf({ sealer }: Needs, { sealed, place, ...row }: Row): ContactView {
  const person = JSON.parse(sealer.open(sealed, aadOf(row.id))) as ContactPerson;
  return { ...row, order: place, person };
}
