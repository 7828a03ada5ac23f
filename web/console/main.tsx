/** @jsxImportSource react */
import { App, ConfigProvider, type ConfigProviderProps } from "antd";
import enGB from "antd/es/locale/en_GB.js";
import zhCN from "antd/es/locale/zh_CN.js";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./console.css";
import "./openings.css";
import "./wire.css";
import "./partners.css";
import "./breaks.css";
import { Looks, useLooks } from "./lib/language.tsx";
import { carryNonce } from "./lib/nonce.ts";
import { SessionKeeper } from "./lib/session.tsx";
import { dark, light } from "./lib/theme.ts";
import { StepAsker } from "./parts/step-asker.tsx";
import { Console } from "./shell.tsx";

/** The package's types speak of CommonJS, its files are modules: what comes is the locale itself. */
type Locale = NonNullable<ConfigProviderProps["locale"]>;

/** The policy lets in only style sheets that carry this answer's nonce. */
const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
carryNonce(nonce);

/** Whoever asked for no motion gets none: told to the components, which wait for the end of theirs otherwise. */
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

function Dressed() {
  const { language, theme } = useLooks();
  const look = theme === "dark" ? dark : light;
  return (
    <ConfigProvider
      locale={(language === "zh-CN" ? zhCN : enGB) as unknown as Locale}
      theme={{ ...look, token: { ...look.token, motion: !still } }}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
    >
      <App>
        <SessionKeeper>
          <Console />
          <StepAsker />
        </SessionKeeper>
      </App>
    </ConfigProvider>
  );
}

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <Looks>
        <Dressed />
      </Looks>
    </StrictMode>,
  );
