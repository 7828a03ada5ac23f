import { type ThemeConfig, theme } from "antd";

/** The lane's own colours: jade for what one may do, the red of its doors for what stops, brick for the frame. */
const shared = {
  borderRadius: 8,
  fontFamily: `"PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "Segoe UI", system-ui, sans-serif`,
  fontSize: 14,
};

export const light: ThemeConfig = {
  token: {
    ...shared,
    colorPrimary: "#0b6b5f",
    colorInfo: "#1d5f96",
    colorLink: "#0a6156",
    colorSuccess: "#2b6f2e",
    colorWarning: "#8f5a00",
    colorError: "#b3261e",
    colorTextBase: "#1d2422",
    colorTextSecondary: "#4d5753",
    colorTextTertiary: "#5b6561",
    colorTextQuaternary: "#626c68",
    colorTextPlaceholder: "#66706c",
    colorTextDescription: "#4d5753",
    colorBgLayout: "#f4f3ef",
    colorBorderSecondary: "#e4e2da",
    colorTextDisabled: "#6a736f",
    colorInfoBg: "#e6f0f9",
    colorWarningBg: "#fdf3dc",
    colorErrorBg: "#fdecea",
    colorSuccessBg: "#e5f4e9",
  },
  components: { Layout: { siderBg: "#26302e", headerBg: "#ffffff" }, Menu: { darkItemBg: "#26302e" } },
};

export const dark: ThemeConfig = {
  algorithm: theme.darkAlgorithm,
  token: {
    ...shared,
    colorPrimary: "#3fae9d",
    colorInfo: "#6fb1e4",
    colorLink: "#63c7b6",
    colorSuccess: "#7cc47f",
    colorWarning: "#e0ac55",
    colorError: "#ef8078",
    colorTextSecondary: "#b6bfbb",
    colorTextTertiary: "#a9b3ae",
    colorTextQuaternary: "#a1aba6",
    colorTextPlaceholder: "#98a29d",
    colorTextDescription: "#b6bfbb",
    colorTextLightSolid: "#06201c",
    colorBgLayout: "#121615",
    colorBgContainer: "#1a201e",
    colorBgElevated: "#232a28",
    colorTextDisabled: "#949e99",
  },
  components: {
    Layout: { siderBg: "#191f1d", headerBg: "#1a201e" },
    // Its own ink: what stands on a bright button here is dark.
    Menu: { darkItemBg: "#191f1d", darkItemColor: "#c3cdc9", darkItemHoverColor: "#ffffff" },
  },
};
