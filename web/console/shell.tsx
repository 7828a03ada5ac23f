/** @jsxImportSource react */
import { BulbOutlined, LogoutOutlined, MenuOutlined, TranslationOutlined, UserOutlined } from "@ant-design/icons";
import { Badge, Button, Drawer, Dropdown, Layout, Menu, Select } from "antd";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import icon from "./icon.svg";
import { post } from "./lib/api.ts";
import { useBreakFigures } from "./lib/break-figures.tsx";
import { useChanges } from "./lib/changes.ts";
import { useLooks, useSay, useWords } from "./lib/language.tsx";
import { go, Link, useAddress } from "./lib/router.tsx";
import { useSession, useWho } from "./lib/session.tsx";
import type { Place, Role, SignedOut, Who } from "./lib/types.ts";
import { useNarrow } from "./lib/use-narrow.ts";
import { useWaitingCount, WaitingKeeper } from "./lib/waiting.tsx";
import { menuGroups } from "./menu.ts";
import { Bell } from "./parts/bell.tsx";
import { LeftDeeds } from "./parts/left-deed.tsx";
import { NotAllowed } from "./parts/not-allowed.tsx";
import { SearchBox } from "./parts/search-box.tsx";
import { PageHead, ProblemNote, Shown } from "./parts/states.tsx";
import { WalletNames } from "./parts/wallets.tsx";
import { ZoneNote } from "./parts/zone-note.tsx";
import { menuOf, reachOf, routeOf } from "./route-of.ts";

const SignIn = lazy(() => import("./pages/sign-in.tsx"));
const Invitation = lazy(() => import("./pages/invitation.tsx"));
const Openness = lazy(() => import("./pages/openness.tsx"));

export const base = "/console";

const nothing = { data: null, problem: null, loading: true, reload: () => {} };
const Waiting = () => <Shown of={nothing}>{() => null}</Shown>;

/** Which page: the public one, the one-time link's, the sign-in's, or one behind it. */
export function Console() {
  const { path } = useAddress();
  const { who, asking, problem } = useSession();
  const inner = path.startsWith(base) ? path.slice(base.length) || "/" : path;
  if (path === "/openness")
    return (
      <Suspense fallback={<Waiting />}>
        <WalletNames>
          <Openness />
        </WalletNames>
      </Suspense>
    );
  if (inner === "/invitation")
    return (
      <Suspense fallback={<Waiting />}>
        <Invitation />
      </Suspense>
    );
  if (asking) return <Waiting />;
  if (problem) return <ProblemNote problem={problem} retry={() => location.reload()} />;
  if (!who)
    return (
      <Suspense fallback={<Waiting />}>
        <SignIn />
      </Suspense>
    );
  return (
    <WalletNames>
      <Frame path={who.second_step_due ? "/account" : inner} who={who} key={`${who.place.membership} ${who.store}`} />
    </WalletNames>
  );
}

function Frame({ path, who }: { path: string; who: Who }) {
  const say = useSay();
  const [open, setOpen] = useState(false);
  const found = routeOf(path);
  const lit = found ? (found.route.under ?? found.route.path) : "";
  const title = found?.route.menu;
  useEffect(() => {
    document.title = `${title ? `${say(title.zh, title.en)} · ` : ""}Hutong 互通`;
  }, [title, say]);
  const menu = <MainMenu who={who} lit={lit} chosen={() => setOpen(false)} />;
  return (
    <WaitingKeeper>
      <Layout hasSider style={{ minHeight: "100vh" }}>
        <a className="skip" href="#main">
          {say("跳到正文", "Skip to the content")}
        </a>
        <Layout.Sider className="frame-side" width={220} breakpoint="lg" collapsedWidth={0} trigger={null}>
          <Brand />
          <nav aria-label={say("主菜单", "Main menu")}>{menu}</nav>
        </Layout.Sider>
        <Drawer
          open={open}
          placement="left"
          size={260}
          onClose={() => setOpen(false)}
          title="Hutong 互通"
          styles={{ body: { padding: 0 } }}
        >
          <nav aria-label={say("主菜单", "Main menu")}>{menu}</nav>
        </Drawer>
        <Layout>
          <Head who={who} openMenu={() => setOpen(true)} />
          {who.sandbox ? (
            <aside className="sandbox" aria-label={say("沙箱", "Sandbox")}>
              {say(
                "沙箱：所有品牌均为模拟，没有真实资金流动。",
                "Sandbox: every brand is simulated, no real money moves.",
              )}
            </aside>
          ) : null}
          <Lost />
          <Layout.Content id="main" className="frame-main" tabIndex={-1}>
            <PageOf path={path} who={who} />
          </Layout.Content>
          <ZoneNote />
        </Layout>
      </Layout>
    </WaitingKeeper>
  );
}

/** Pages move by what the house tells; while it cannot, everybody is told so, politely. */
function Lost() {
  const say = useSay();
  const { lost } = useChanges();
  return (
    <div role="status" className={lost ? "live-lost" : undefined}>
      {lost
        ? say(
            "连接中断，正在重连；所示内容可能不是最新。",
            "Connection lost, trying again; what is shown may be out of date.",
          )
        : null}
    </div>
  );
}

function Brand() {
  const say = useSay();
  return (
    <div className="brand">
      <img src={icon} alt="" />
      <span>
        Hutong 互通<small>{say("控制台", "Console")}</small>
      </span>
    </div>
  );
}

function MainMenu({ who, lit, chosen }: { who: Who; lit: string; chosen: () => void }) {
  const say = useSay();
  const shown = menuOf(who);
  const entry = ({ path, menu }: (typeof shown)[number]) => ({
    key: path,
    icon: menu?.icon,
    label: (
      <Link href={`${base}${path}`} onClick={chosen}>
        {menu ? say(menu.zh, menu.en) : path}
        {path === "/approvals" ? <WaitingCount /> : null}
        {path === "/reconciliation" ? <OwnBreaks /> : null}
      </Link>
    ),
  });
  const items = menuGroups.flatMap(({ group, zh, en }) => {
    const own = shown.filter((one) => one.menu?.group === group).map(entry);
    return own.length === 0 ? [] : [{ type: "group" as const, key: group, label: say(zh, en), children: own }];
  });
  return <Menu theme="dark" mode="inline" selectedKeys={[lit]} items={items} />;
}

/** How many wait for a second person; lit where they wait for whoever looks. */
function WaitingCount() {
  const say = useSay();
  const { all, yours } = useWaitingCount();
  if (all === 0) return null;
  const words =
    yours > 0
      ? say(`${yours} 项待您决定`, `${yours} for you to decide`)
      : say(`${all} 项待他人决定`, `${all} for others to decide`);
  return (
    <span className="menu-count" data-yours={yours > 0} title={words}>
      <span aria-hidden="true">{yours > 0 ? yours : all}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

/** Breaks of the bills that whoever looks was given. */
function OwnBreaks() {
  const say = useSay();
  const yours = useBreakFigures().data?.yours ?? 0;
  if (yours === 0) return null;
  const words = say(`${yours} 项差错由您负责`, `${yours} breaks are yours`);
  return (
    <span className="menu-count" data-yours title={words}>
      <span aria-hidden="true">{yours}</span>
      <span className="visually-hidden">{words}</span>
    </span>
  );
}

/** A page that is entered is announced: its heading takes the focus, as a fresh document would. */
function PageOf({ path, who }: { path: string; who: Who }) {
  const say = useSay();
  const found = routeOf(path);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    if (path) document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: false });
  }, [path]);
  if (!found)
    return (
      <>
        <PageHead title={say("没有这个页面", "There is no such page")} />
        <Link href={`${base}/`}>{say("回到首页", "Back to the home page")}</Link>
      </>
    );
  const away = reachOf(found.route, who);
  if (away !== null) return <Away of={away} />;
  const { page: Page } = found.route;
  return (
    <Suspense fallback={<Waiting />}>
      <LeftDeeds key={`${found.route.path} ${found.id}`}>
        <Page id={found.id} />
      </LeftDeeds>
    </Suspense>
  );
}

/** A page of the other side, typed or sent: a store's to the house's people, or the house's to a store's. */
function Away({ of: { page, side } }: { of: NonNullable<ReturnType<typeof reachOf>> }) {
  const say = useSay();
  return (
    <>
      <PageHead title={say(page.zh, page.en)} />
      {side === "store" ? (
        <NotAllowed
          zh="这是店铺的页面：请以店铺的角色打开，或在左上角切换到店铺。"
          en="This is a store's page: open it with a store's role, or change to a store at the top left."
        />
      ) : (
        <NotAllowed
          zh="这是平台人员的页面：店铺的角色不能打开。如需查看，请联系平台运营人员。"
          en="This page is for the marketplace's own people, not for a store's. Ask its operator."
        />
      )}
    </>
  );
}

function Head({ who, openMenu }: { who: Who; openMenu: () => void }) {
  const say = useSay();
  const narrow = useNarrow();
  const { yours } = useWaitingCount();
  return (
    <Layout.Header className="frame-head">
      {narrow ? (
        <Badge count={yours} size="small" title={say(`${yours} 项待您决定`, `${yours} for you to decide`)}>
          <Button icon={<MenuOutlined />} onClick={openMenu} aria-label={say("打开菜单", "Open the menu")} />
        </Badge>
      ) : null}
      <div className="place">
        <PlaceSwitch who={who} />
      </div>
      <div className="grow" />
      {narrow ? null : <SearchBox />}
      <Bell />
      <LookSwitches />
      <OwnMenu />
    </Layout.Header>
  );
}

const roleWords: Readonly<Record<Role, readonly [string, string]>> = {
  operator: ["运营", "Operator"],
  approver: ["审批人", "Approver"],
  finance: ["财务", "Finance"],
  support: ["客服", "Support"],
  auditor: ["审计", "Auditor"],
  merchant_owner: ["店主", "Owner"],
  merchant_finance: ["店铺财务", "Store finance"],
  merchant_staff: ["店员", "Staff"],
};

export function useRoleName(): (role: Role) => string {
  const say = useSay();
  return (role) => say(...roleWords[role]);
}

/** As whom, and at which store: one's own memberships, and the stores of a merchant's. */
function PlaceSwitch({ who }: { who: Who }) {
  const { setWho } = useSession();
  const say = useSay();
  const words = useWords();
  const role = useRoleName();
  const nameOf = (place: Place, store: string | null): string => {
    const where = words(place.stores.find((one) => one.id === store)?.name) || words(place.marketplace?.name);
    return `${where || say("全部平台", "The whole house")} · ${role(place.role)}`;
  };
  const choices = who.places.flatMap((place) => {
    const stores = place.stores.length > 0 ? place.stores.map((one) => one.id) : [null];
    return stores.map((store) => ({ value: `${place.membership} ${store ?? ""}`, label: nameOf(place, store) }));
  });
  const here = `${who.place.membership} ${who.store ?? ""}`;
  if (choices.length < 2) return <strong>{nameOf(who.place, who.store)}</strong>;
  const move = async (value: string): Promise<void> => {
    const [membership = "", store = ""] = value.split(" ");
    setWho(await post<Who>("/v1/session/place", { membership, ...(store === "" ? {} : { store }) }));
    go(`${base}/`);
  };
  return (
    <Select
      aria-label={say("切换角色或店铺", "Change role or store")}
      style={{ width: "100%" }}
      value={here}
      options={choices}
      showSearch={choices.length > 8 ? { optionFilterProp: "label" } : false}
      onChange={(value) => void move(value)}
    />
  );
}

export function LookSwitches() {
  const { language, theme, setLanguage, setTheme } = useLooks();
  const say = useSay();
  return (
    <>
      <Button
        type="text"
        icon={<TranslationOutlined />}
        lang={language === "zh-CN" ? "en" : "zh-CN"}
        onClick={() => setLanguage(language === "zh-CN" ? "en" : "zh-CN")}
      >
        {language === "zh-CN" ? "English" : "中文"}
      </Button>
      <Button
        type="text"
        icon={<BulbOutlined />}
        aria-label={theme === "dark" ? say("浅色", "Light") : say("深色", "Dark")}
        onClick={() => setTheme(theme === "dark" ? "light" : "dark")}
      />
    </>
  );
}

function OwnMenu(): ReactNode {
  const who = useWho();
  const { setWho } = useSession();
  const say = useSay();
  const signOut = async (): Promise<void> => {
    const out = await post<SignedOut>("/v1/session/end").catch(() => null);
    setWho(null);
    // A session that a provider began ends there too, on its own page.
    if (out?.go_to) location.assign(out.go_to);
    else go(`${base}/`);
  };
  const items = [
    { key: "account", icon: <UserOutlined />, label: say("账号与安全", "Account and security") },
    { key: "out", icon: <LogoutOutlined />, label: say("退出登录", "Sign out") },
  ];
  return (
    <Dropdown
      trigger={["click"]}
      menu={{ items, onClick: ({ key }) => (key === "out" ? void signOut() : go(`${base}/account`)) }}
    >
      <Button icon={<UserOutlined />} aria-label={`${who.person.name}: ${say("账号菜单", "account menu")}`} />
    </Dropdown>
  );
}
