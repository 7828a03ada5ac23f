/** @jsxImportSource react */
import { BellOutlined } from "@ant-design/icons";
import { Badge, Button, Drawer } from "antd";
import { useState } from "react";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { List, Notification } from "../lib/types.ts";
import { useLoad } from "../lib/use-load.ts";
import { Empty, Shown } from "./states.tsx";

const lookEveryMs = 60_000;

/** Until when this browser has seen what a place was told. */
function seenUntil(place: string): string {
  try {
    return localStorage.getItem(`hutong.seen.${place}`) ?? "";
  } catch {
    return "";
  }
}

function keepSeen(place: string, id: string): void {
  try {
    localStorage.setItem(`hutong.seen.${place}`, id);
  } catch {
    // A browser that keeps nothing counts anew next time.
  }
}

/** What the store, or the marketplace's people, were told about openings; a number for what is new. */
export function Bell() {
  const say = useSay();
  const who = useWho();
  const place = who.store ?? who.place.marketplace?.id ?? null;
  const may = who.scopes.includes("openings:read") && place !== null;
  const [open, setOpen] = useState(false);
  const [seen, setSeen] = useState(() => seenUntil(place ?? ""));
  const told = useLoad<List<Notification>>(may ? "/v1/notifications?limit=20" : null, may ? lookEveryMs : 0);
  if (!may) return null;
  const all = told.data?.data ?? [];
  // Ids begin with their time, so that later ones are greater.
  const fresh = all.filter((one) => one.id > seen).length;
  const show = (): void => {
    const [newest] = all;
    if (newest) keepSeen(place, newest.id);
    setOpen(true);
  };
  const close = (): void => {
    setSeen(seenUntil(place));
    setOpen(false);
  };
  const label = fresh > 0 ? say(`消息，${fresh} 条未读`, `Notifications, ${fresh} new`) : say("消息", "Notifications");
  return (
    <>
      <Badge count={fresh} size="small">
        <Button type="text" icon={<BellOutlined />} aria-label={label} onClick={show} />
      </Badge>
      <Drawer open={open} onClose={close} size={380} title={say("消息", "Notifications")}>
        <Shown of={told}>
          {({ data }) =>
            data.length === 0 ? (
              <Empty
                title={say("没有消息", "Nothing yet")}
                hint={say("开放计划有变动时会通知您。", "You are told when an opening moves.")}
              />
            ) : (
              <ul className="stack" style={{ listStyle: "none", padding: 0, margin: 0 }}>
                {data.map((one) => (
                  <Told key={one.id} of={one} fresh={one.id > seen} store={who.store !== null} close={close} />
                ))}
              </ul>
            )
          }
        </Shown>
      </Drawer>
    </>
  );
}

function Told({ of, fresh, store, close }: { of: Notification; fresh: boolean; store: boolean; close: () => void }) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  return (
    <li>
      <div className="soft">
        {formats.short(of.at)}
        {fresh ? ` · ${say("新", "new")}` : ""}
      </div>
      <div style={fresh ? { fontWeight: 600 } : {}}>{words(of.words)}</div>
      {of.subject.startsWith("opn_") ? (
        <Link href={`/console/${store ? "votes" : "openings"}/${of.subject}`} onClick={close}>
          {say("查看", "Look at it")}
        </Link>
      ) : null}
    </li>
  );
}
