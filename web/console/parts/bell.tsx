/** @jsxImportSource react */
import { BellOutlined } from "@ant-design/icons";
import { Badge, Button, Drawer } from "antd";
import { useState } from "react";
import { post } from "../lib/api.ts";
import { useFormats } from "../lib/format.ts";
import { useSay, useWords } from "../lib/language.tsx";
import { Link } from "../lib/router.tsx";
import { useWho } from "../lib/session.tsx";
import type { Notification, Unread } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad, usePages } from "../lib/use-load.ts";
import { Empty, ProblemNote, Shown } from "./states.tsx";

const lookEveryMs = 60_000;

/** What the store, the marketplace's people or the whole house's were told; a number for what one has not read. */
export function Bell() {
  const say = useSay();
  const who = useWho();
  const may = who.scopes.includes("openings:read");
  const [open, setOpen] = useState(false);
  const count = useLoad<Unread>(may ? "/v1/notifications/unread" : null, may ? lookEveryMs : 0);
  // What was marked here is told at once, whatever the next look brings.
  const [marked, setMarked] = useState<{ over: Unread | null; now: Unread } | null>(null);
  if (!may) return null;
  const { unread, more } = (marked && marked.over === count.data ? marked.now : count.data) ?? {
    unread: 0,
    more: false,
  };
  const number = `${unread}${more ? "+" : ""}`;
  const label =
    unread > 0 ? say(`消息，${number} 条未读`, `Notifications, ${number} not read`) : say("消息", "Notifications");
  return (
    <>
      <Badge count={unread === 0 ? 0 : number} size="small" offset={[-8, 8]}>
        <Button type="text" icon={<BellOutlined />} aria-label={label} onClick={() => setOpen(true)} />
      </Badge>
      <Drawer open={open} onClose={() => setOpen(false)} size={380} title={say("消息", "Notifications")}>
        {open ? (
          <Told
            unread={unread}
            store={who.store !== null}
            marked={(now) => setMarked({ over: count.data, now })}
            close={() => setOpen(false)}
          />
        ) : null}
      </Drawer>
    </>
  );
}

type ToldProps = { unread: number; store: boolean; marked: (now: Unread) => void; close: () => void };

/** The latest, and older ones page after page. */
function Told({ unread, store, marked, close }: ToldProps) {
  const say = useSay();
  const told = usePages<Notification>("/v1/notifications?limit=20");
  const { busy, problem, attempt } = useAttempt();
  const [read, setRead] = useState<ReadonlySet<string>>(new Set());
  const isRead = (one: Notification): boolean => one.read || read.has(one.id);
  const one = (id: string) =>
    attempt(async () => {
      marked(await post<Unread>(`/v1/notifications/${id}/read`, {}));
      setRead(new Set([...read, id]));
    });
  const all = () =>
    attempt(async () => {
      const [newest] = told.data ?? [];
      if (!newest) return;
      marked(await post<Unread>("/v1/notifications/read", { until: newest.id }));
      setRead(new Set([...read, ...(told.data ?? []).map((each) => each.id)]));
    });
  return (
    <Shown of={told}>
      {(data) =>
        data.length === 0 ? (
          <Empty
            title={say("没有消息", "Nothing yet")}
            hint={say(
              "开放计划有变动、或有告警时会通知您。",
              "You are told when an opening moves, or an alarm is raised.",
            )}
          />
        ) : (
          <div className="stack">
            {unread > 0 ? (
              <Button loading={busy} onClick={() => void all()}>
                {say("全部标为已读", "Mark all as read")}
              </Button>
            ) : null}
            {problem ? <ProblemNote problem={problem} /> : null}
            <ul className="stack" style={{ listStyle: "none", padding: 0, margin: 0 }}>
              {data.map((each) => (
                <Row
                  key={each.id}
                  of={each}
                  read={isRead(each)}
                  store={store}
                  mark={() => one(each.id)}
                  close={close}
                />
              ))}
            </ul>
            {told.more ? <Button onClick={told.more}>{say("更早的消息", "Older ones")}</Button> : null}
          </div>
        )
      }
    </Shown>
  );
}

type RowProps = { of: Notification; read: boolean; store: boolean; mark: () => Promise<void>; close: () => void };

function Row({ of, read, store, mark, close }: RowProps) {
  const say = useSay();
  const words = useWords();
  const formats = useFormats();
  const look = (): void => {
    if (!read) void mark();
    close();
  };
  return (
    <li>
      <div className="soft">
        {formats.short(of.at)}
        {read ? "" : ` · ${say("未读", "not read")}`}
      </div>
      <div style={read ? {} : { fontWeight: 600 }}>{words(of.words)}</div>
      <div className="row">
        {of.subject.startsWith("opn_") ? (
          <Link href={`/console/${store ? "votes" : "openings"}/${of.subject}`} onClick={look}>
            {say("查看", "Look at it")}
          </Link>
        ) : null}
        {of.subject.startsWith("alm_") ? (
          <Link href="/console/alarms" onClick={look}>
            {say("查看告警", "Look at the alarms")}
          </Link>
        ) : null}
        {read ? null : (
          <Button size="small" onClick={() => void mark()}>
            {say("标为已读", "Mark as read")}
          </Button>
        )}
      </div>
    </li>
  );
}
