/** @jsxImportSource react */
import { Button, Drawer } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { useMay } from "../lib/session.tsx";
import type { Contact, List } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { ContactForm } from "./contact-form.tsx";
import { type ContactRole, useRoleName } from "./contact-words.ts";
import { Chip, Empty, Shown } from "./states.tsx";
import { useWalletName } from "./wallets.tsx";
import { Deed } from "./why.tsx";

/** Whose contacts. `marketplace`: where a partner's are set; null: they are only read here. */
export type ContactsOf = { kind: Contact["kind"]; name: string; marketplace: string | null };
type Props = ContactsOf & { first?: ContactRole };

const pathOf = ({ kind, name }: ContactsOf): string => `/v1/contacts?${new URLSearchParams({ kind, name })}`;

/** Whom to call there; `first` is the role that this place is about. Nothing for whoever may not read them. */
export function ContactList({ first, ...of }: Props) {
  const say = useSay();
  const may = useMay();
  const contacts = useLoad<List<Contact>>(may("contacts:read") ? pathOf(of) : null);
  if (!may("contacts:read")) return null;
  const edits = may("contacts:write") && (of.kind === "participant" || of.marketplace !== null);
  return (
    <div className="stack">
      <Shown of={contacts}>
        {({ data }) =>
          data.length === 0 ? (
            <Empty
              title={say("还没有联系人", "No contact yet")}
              hint={say("由运营人员登记：出事时该找谁。", "An operator sets whom to call when something is wrong.")}
            />
          ) : (
            <ul className="stack" style={{ listStyle: "none", padding: 0, margin: 0 }}>
              {sorted(data, first).map((one) => (
                <ContactLine key={one.id} of={one} edits={edits} done={contacts.reload} />
              ))}
            </ul>
          )
        }
      </Shown>
      {edits ? (
        <div>
          <ContactForm of={of} known={null} done={contacts.reload} />
        </div>
      ) : null}
    </div>
  );
}

const sorted = (all: readonly Contact[], first: ContactRole | undefined): readonly Contact[] => [
  ...all.filter((one) => one.role === first),
  ...all.filter((one) => one.role !== first),
];

function ContactLine({ of, edits, done }: { of: Contact; edits: boolean; done: () => void }) {
  const say = useSay();
  const role = useRoleName();
  const { name, email, phone, note } = of.person;
  return (
    <li>
      <div className="row">
        <Chip tone={of.role === "emergency" ? "error" : "default"}>
          {role(of.role)} {of.order}
        </Chip>
        <strong>{name}</strong>
        {phone === null ? null : <a href={`tel:${phone.replaceAll(/[^+0-9]/g, "")}`}>{phone}</a>}
        {email === null ? null : <a href={`mailto:${email}`}>{email}</a>}
        {edits ? (
          <>
            <ContactForm of={of} known={of} done={done} />
            <Deed
              size="small"
              danger
              why={false}
              label={say("移除", "Remove")}
              title={say(`移除 ${name}`, `Remove ${name}`)}
              says={say("姓名与联系方式即刻删除，不可恢复。", "Name, mail and number are gone at once, for good.")}
              act={(_why, key) => post(`/v1/contacts/${of.id}/remove`, {}, key)}
              done={done}
            />
          </>
        ) : null}
      </div>
      {note === "" ? null : <div className="soft">{note}</div>}
    </li>
  );
}

/** The same beside the page, where the page is about something else: they are read when somebody asks. */
export function ContactsButton({ first, ...of }: Props) {
  const say = useSay();
  const may = useMay()("contacts:read");
  const wallet = useWalletName();
  const [open, setOpen] = useState(false);
  if (!may) return null;
  const title = of.kind === "participant" ? of.name : wallet(of.name);
  return (
    <>
      <Button size="small" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {say("联系人", "Contacts")}
      </Button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        size={460}
        title={say(`${title} 的联系人`, `Contacts at ${title}`)}
        destroyOnHidden
      >
        <ContactList {...of} {...(first ? { first } : {})} />
      </Drawer>
    </>
  );
}
