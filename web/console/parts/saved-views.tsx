/** @jsxImportSource react */
import { DeleteOutlined, EditOutlined, StarOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { useState } from "react";
import { patch, post } from "../lib/api.ts";
import { useSay } from "../lib/language.tsx";
import { go, useAddress } from "../lib/router.tsx";
import type { List, ListName, SavedView } from "../lib/types.ts";
import { useAttempt } from "../lib/use-attempt.ts";
import { useLoad } from "../lib/use-load.ts";
import { ListMenu } from "./list-menu.tsx";
import { ProblemNote, Shown } from "./states.tsx";

/** Filters and columns under a name, for whoever saved them, wherever they sign in. */
export function SavedViews({ list }: { list: ListName }) {
  const say = useSay();
  return (
    <ListMenu label={say("视图", "Views")} title={say("我的视图", "My views")} icon={<StarOutlined />}>
      {(close) => <Views list={list} close={close} />}
    </ListMenu>
  );
}

function Views({ list, close }: { list: ListName; close: () => void }) {
  const say = useSay();
  const { path, query } = useAddress();
  const views = useLoad<List<SavedView>>(`/v1/saved-views?list=${list}`);
  const { problem, attempt } = useAttempt();
  const show = (view: SavedView): void => {
    const tab = query.get("tab");
    const wanted = new URLSearchParams(view.query);
    if (tab) wanted.set("tab", tab);
    go(wanted.size > 0 ? `${path}?${wanted}` : path);
    close();
  };
  const remove = (view: SavedView): Promise<void> =>
    attempt(async () => {
      await post(`/v1/saved-views/${view.id}/remove`);
      views.reload();
    });
  return (
    <div className="stack views">
      <Shown of={views} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <span className="soft">{say("还没有保存的视图", "No views saved yet")}</span>
          ) : (
            <ul className="plain">
              {data.map((view) => (
                <ViewRow
                  key={view.id}
                  view={view}
                  show={() => show(view)}
                  remove={() => void remove(view)}
                  changed={views.reload}
                />
              ))}
            </ul>
          )
        }
      </Shown>
      <SaveView list={list} saved={views.reload} />
      {problem ? <ProblemNote problem={problem} /> : null}
    </div>
  );
}

type RowProps = { view: SavedView; show: () => void; remove: () => void; changed: () => void };

/** A view by its title, which can be written anew in its place. */
function ViewRow({ view, show, remove, changed }: RowProps) {
  const say = useSay();
  const [title, setTitle] = useState<string | null>(null);
  const { busy, problem, attempt } = useAttempt();
  const rename = (): Promise<void> =>
    attempt(async () => {
      await patch(`/v1/saved-views/${view.id}`, { title: (title ?? "").trim() });
      setTitle(null);
      changed();
    });
  if (title !== null)
    return (
      <li>
        <div className="row">
          <Input
            autoFocus
            maxLength={60}
            aria-label={say(`视图“${view.title}”的新名称`, `New name of the view “${view.title}”`)}
            value={title}
            onChange={(event) => setTitle(event.target.value)}
            onPressEnter={() => title.trim() !== "" && void rename()}
          />
          <Button loading={busy} disabled={title.trim() === ""} onClick={() => void rename()}>
            {say("改名", "Rename")}
          </Button>
        </div>
        {problem ? <ProblemNote problem={problem} /> : null}
      </li>
    );
  return (
    <li className="row">
      <Button type="link" className="grow" onClick={show}>
        {view.title}
      </Button>
      <Button
        type="text"
        icon={<EditOutlined />}
        aria-label={say(`给视图“${view.title}”改名`, `Rename the view “${view.title}”`)}
        onClick={() => setTitle(view.title)}
      />
      <Button
        type="text"
        icon={<DeleteOutlined />}
        aria-label={say(`删除视图“${view.title}”`, `Remove the view “${view.title}”`)}
        onClick={remove}
      />
    </li>
  );
}

function SaveView({ list, saved }: { list: ListName; saved: () => void }) {
  const say = useSay();
  const [title, setTitle] = useState("");
  const { query } = useAddress();
  const { busy, problem, attempt } = useAttempt();
  const save = (): Promise<void> =>
    attempt(async () => {
      const kept = new URLSearchParams(query);
      kept.delete("tab");
      await post("/v1/saved-views", { list, title: title.trim(), query: kept.toString() });
      setTitle("");
      saved();
    });
  return (
    <>
      <div className="row">
        <Input
          maxLength={60}
          aria-label={say("视图名称", "Name of the view")}
          placeholder={say("把当前筛选与列存为…", "Save filters and columns as …")}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          onPressEnter={() => title.trim() !== "" && void save()}
        />
        <Button type="primary" loading={busy} disabled={title.trim() === ""} onClick={() => void save()}>
          {say("保存", "Save")}
        </Button>
      </div>
      {problem ? <ProblemNote problem={problem} /> : null}
    </>
  );
}
