import { expect, test } from "vitest";
import { wallets } from "#wallets";
import { isTest, type SourceFile, sourceFiles } from "./source-files.ts";

/**
 * A wallet is one folder and one line. Whatever is its fact (names, marks, codes, hosts, addresses) stands in its
 * folder; this test finds every place outside that names a wallet, and lets it only if another wallet needs nothing
 * there.
 */
const allowed: readonly (readonly [RegExp, string])[] = [
  [/^src\/wallets\/index\.ts$/, "the list itself"],
  [/^src\/settlement\/statement/, "columns of two published files, which people choose as a form for any account"],
  [/^src\/http\/routes\/after-release\.ts$/, "the names of those two forms"],
  [/^web\/console\/parts\/statement-download\.tsx$/, "the names of those two forms"],
  [/^src\/(entries|links)\//, "host apps in which mini programs and links live; no wallets, though some share a name"],
  [/^web\/console\/parts\/(campaign-words\.ts|partner-names\.ts|opening-rungs\.tsx)$/, "host apps' names"],
  [/^src\/openings\/model\//, "a model's random places; any text would do"],
  [
    /^sandbox\/(demo-pairs|demo-rates|shop\/stores|fsp\/people)\.ts$/,
    "the demo's data: which store took which wallet, what wallets keep, who lives where",
  ],
  [/^sandbox\/year\//, "the demo's story of a year, with wallets of its own choice"],
  [/^sandbox\/wire-names\.ts$/, "how one wallet writes its header names; the usual way holds for all others"],
  [/^web\/console\/pages\/(circles|effects|opening-new)\.tsx$/, "examples and first values of a form"],
  [/^web\/console\/parts\/hub-add\.tsx$/, "an example in an empty field"],
  [/^web\/phone\/words\.ts$/, "an example in an empty field"],
  [/^web\/cashier\/bridge\.ts$/, "browsers' bridges of two apps: code of theirs that no data can stand for"],
  [/^src\/http\/examples\.ts$/, "examples in the API's documentation"],
  [/^scripts\/judge(-vectors\.ts|\/vectors\/)/, "published vectors, each of one wallet"],
  [/^scripts\/(hutong|chaos|chaos\/[a-z]+)\.ts$/, "examples in a help text, and the two wallets that a load uses"],
];

const others = /^scripts\/story|^src\/wallets\/[a-z0-9-]+\/|^src\/openings\/timeline\//;
const files = sourceFiles("{src,web,sandbox,scripts}/**/*.{ts,tsx,mjs,css,html}", "package.json").filter(
  ({ path }) => !isTest(path) && !path.endsWith("test-rig.ts") && !others.test(path),
);

/** Remarks explain by example; what runs and what people read is looked at. */
const said = ({ text }: SourceFile): string => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");

const names = Object.values(wallets).flatMap(({ id, title }) => [id, title.zh, title.en]);
const naming = new RegExp([...names, "云闪付"].join("|"), "i");
// Two third-party SDKs of the tests are called after wallets.
const isNamed = (file: SourceFile): boolean =>
  naming.test(said(file).replaceAll('"alipay-sdk"', "").replaceAll('"wechatpay-axios-plugin"', ""));

test("no file outside a wallet's folder and the list names a wallet, but for a few with reasons", () => {
  const named = files.filter(isNamed).map(({ path }) => path);
  expect(files.length).toBeGreaterThan(500);
  expect(named.filter((path) => !allowed.some(([where]) => where.test(path)))).toEqual([]);
});

test("every exception is still needed, and the two youngest wallets are named in data and stories alone", () => {
  const named = files.filter(isNamed);
  expect(allowed.filter(([where]) => !named.some(({ path }) => where.test(path))).map(([, why]) => why)).toEqual([]);
  const young = ["unionpay", "jdpay"].flatMap((id) => [id, wallets[id]?.title.zh ?? "", wallets[id]?.title.en ?? ""]);
  const places = files.filter((file) => new RegExp(young.join("|"), "i").test(said(file))).map(({ path }) => path);
  const data = [
    /^src\/wallets\/index\.ts$/,
    /^sandbox\/(demo-pairs|fsp\/people)\.ts$/,
    /^sandbox\/year\//,
    /\/(hub-add\.tsx|partner-names\.ts)$/,
  ];
  expect(places.filter((path) => !data.some((where) => where.test(path)))).toEqual([]);
});
