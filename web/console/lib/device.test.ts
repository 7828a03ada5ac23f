import { expect, test } from "vitest";
import { deviceOf } from "./device.ts";

const like = "AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  [`Mozilla/5.0 (X11; Linux x86_64) ${like} HeadlessChrome/156.0.0.0 Safari/537.36`, "Chrome 156 · Linux"],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${like} Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0`,
    "Edge 156 · Windows",
  ],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1", "Safari · iPhone"],
  [
    `Mozilla/5.0 (Linux; Android 14) ${like} Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0.40`,
    "WeChat 8 · Android",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0", "Firefox 130 · Linux"],
  ["curl/8.5.0", "curl/8.5.0"],
  ["", "—"],
])("%s is told as %s", (agent, told) => {
  expect(deviceOf(agent)).toBe(told);
});
