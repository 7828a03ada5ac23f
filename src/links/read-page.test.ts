import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FollowAnswer } from "./follow.ts";
import { tagsIn } from "./read-html.ts";
import { leadsOnIn } from "./read-page.ts";

const here = new URL("https://here.example/a/b?c=1");
const there = "https://there.example/";
const answer = (more: Partial<FollowAnswer>): FollowAnswer => ({
  ...{ status: 200, location: null, refresh: null, contentType: "text/html", body: "", ...more },
});
const leads = (more: Partial<FollowAnswer>): string[] => leadsOnIn(here, answer(more)).map((one) => one.url);
const inPage = (body: string): string[] => leads({ body });
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

describe("a refresh as browsers read it, in a header and in a page", () => {
  const at = (path: string): string => new URL(path, here).href;
  test.each<readonly [string, string | null]>([
    ...(
      ["1; url=foo", "1, url=foo", "1 url=foo", "1;\turl=foo", "1\nurl=foo", "1\furl=foo", "1;\rurl=foo"] as const
    ).map((one) => [one, at("foo")] as const),
    ...(["  1  ;  URL  =  foo", "  1  ,  foo", "  1  url  =  foo", "1; url=foo ", "1; url=f\to\no"] as const).map(
      (one) => [one, at("foo")] as const,
    ),
    ...(['1; url="foo"bar', "1; url='foo'bar", '1; "foo"bar', "1;url='foo", '1; url= "foo'] as const).map(
      (one) => [one, at("foo")] as const,
    ),
    ...(["1.9; url=foo", "1.9..5.; url=foo", ".9; url=foo", "0...; foo", "007;foo"] as const).map(
      (one) => [one, at("foo")] as const,
    ),
    ["0;url=https://there.example/", there],
    ["0;url=//there.example", there],
    ["1; url=\"foo'bar", at("foo'bar")],
    ["1 x;url=foo", at("x;url=foo")],
    ["1;;url=foo", at(";url=foo")],
    ["1; url foo", at("url foo")],
    ["1; urlfoo", at("urlfoo")],
    ["1; ufoo", at("ufoo")],
    ["0;url=javascript:alert(1)", "javascript:alert(1)"],
    // What browsers do not take for a refresh, a stranger could hold out to us alone.
    ...["", "1", "1 ", "1;", "1,", "0;url=", "1; ", "1url=foo", "1x;url=foo", "; foo", ", foo", "foo", "url=foo"].map(
      (one) => [one, null] as const,
    ),
    ...["+1; url=foo", "-1; url=foo", "+0; foo", "1e1; url=foo", "\u00a01; url=foo", "１; url=foo"].map(
      (one) => [one, null] as const,
    ),
  ])("%j", (refresh, to) => {
    expect(leads({ refresh })).toEqual(to === null ? [] : [to]);
    expect(inPage(`<meta http-equiv="refresh" content="${escaped(refresh)}">`)).toEqual(to === null ? [] : [to]);
  });
});

describe("a page as browsers take it apart", () => {
  const lead = `0;url=${there}`;
  test.each([
    `<meta http-equiv=refresh content="${lead}">`,
    `<META CONTENT='${lead}' HTTP-EQUIV=Refresh>`,
    `<meta\nhttp-equiv\n=\n"refresh"\ncontent=${lead}>`,
    `<meta/http-equiv="refresh"/content="${lead}"/>`,
    `<meta http-equiv="&#114;efres&#x68" content="0;url=https&colon;&sol;&sol;there&period;example&#47;">`,
    // Whoever looks for a name, or for the first ">", reads another value than browsers do.
    `<meta data-content="9" name="content=8" content="${lead}" http-equiv=refresh>`,
    `<meta title=">" http-equiv=refresh content="${lead}">`,
    `<meta title="${"x".repeat(5000)}" http-equiv=refresh content="${lead}">`,
    `<meta content="${lead}" http-equiv=refresh content="0;url=/never">`,
    `<meta =x http-equiv=refresh content="${lead}">`,
    `<a title='<!--'><meta http-equiv=refresh content="${lead}">`,
    `<title><!--</title><meta http-equiv=refresh content="${lead}">`,
    `<style>/* <!-- */</style><meta http-equiv=refresh content="${lead}">`,
    `<script>"<!--"</script><meta http-equiv=refresh content="${lead}">`,
    `<!--><meta http-equiv=refresh content="${lead}"><!-- -->`,
    `<!---><meta http-equiv=refresh content="${lead}"><!-- -->`,
    `<!-- --!><meta http-equiv=refresh content="${lead}">`,
    `<!-- <meta> ---><meta http-equiv=refresh content="${lead}">`,
    `<?php ><meta http-equiv=refresh content="${lead}">`,
    `</ ><meta http-equiv=refresh content="${lead}">`,
    `1 < 2 <3 <meta http-equiv=refresh content="${lead}">`,
    `<svg><title><meta http-equiv=refresh content="${lead}"></title></svg>`,
    `<svg><script/><meta http-equiv=refresh content="${lead}"></svg>`,
    `<noscript><meta http-equiv=refresh content="${lead}"></noscript>`,
    `<base href="https://there.example/x/"><meta http-equiv=refresh content="0;url=..">`,
    `<meta http-equiv=refresh content="300"><meta http-equiv=refresh content="${lead}">`,
    `<script>location = "${there}"</script>`,
    `<script>top.location.href\n=\t'${there}'</script>`,
    `<script>window["x"]; document.location.replace(\`${there}\`)</script>`,
    `<script>self.location . assign ( "https:\\/\\/there.example\\/" )</script>`,
    `<script>location["href"]="\\x68ttps:\\u002f/there.example/"</script>`,
    `<script><!--<script></script>location="${there}"--></script>`,
    `<body onload="location='${there}'">`,
    `<img src=x onerror=location='${there}'>`,
    `<style onload="location='${there}'">location='${there}'</style>`,
  ])("leads on: %s", (body) => expect(inPage(body)).toEqual([there]));

  test.each([
    `<!-- <meta http-equiv=refresh content="${lead}"> -->`,
    `<!-- <meta http-equiv=refresh content="${lead}">`,
    `<title><meta http-equiv=refresh content="${lead}"></title>`,
    `<textarea><meta http-equiv=refresh content="${lead}"></textarea>`,
    `<script>"<meta http-equiv=refresh content='${lead}'>"</script>`,
    `<script>location == "${there}"</script>`,
    `<script>mylocation = "${there}"</script>`,
    `<script>location = "${there}"`,
    `<style>location = "${there}"</style>`,
    `<button onclick="location='${there}'">`,
    `<meta http-equiv=refreshing content="${lead}">`,
    `<meta name=refresh content="${lead}">`,
    `<meta http-equiv=refresh content="${lead}"`,
    `<metadata http-equiv=refresh content="${lead}">`,
    `<p title='<meta http-equiv=refresh content="${lead}">'>`,
    `<plaintext><meta http-equiv=refresh content="${lead}">`,
  ])("stays: %s", (body) => expect(inPage(body)).toEqual([]));

  test("a page of another kind is not read; one that says nothing of its kind is", () => {
    const body = `<meta http-equiv=refresh content="${lead}">`;
    expect(leads({ body, contentType: "text/plain" })).toEqual([]);
    expect(leads({ body, contentType: "application/xhtml+xml" })).toEqual([there]);
    expect(leads({ body, contentType: "" })).toEqual([there]);
    expect(leads({ refresh: lead, contentType: "image/png" })).toEqual([there]);
  });

  test("a page with several ways tells each, a script's first: browsers differ in which comes first", () => {
    const body = `<meta http-equiv=refresh content="5;url=/meta"><script>location="/script"</script>`;
    expect(leadsOnIn(here, answer({ body, refresh: "9;url=/header" })).map(({ url, by }) => [by, url])).toEqual([
      ["script", "https://here.example/script"],
      ["refresh", "https://here.example/header"],
      ["meta", "https://here.example/meta"],
    ]);
    expect(leads({ body: body.replaceAll('/script"', '/meta"') })).toEqual(["https://here.example/meta"]);
  });
});

/** As much as is read of a page, and as a header may hold. */
const [mostBody, mostHeader] = [65_536, 16_384];
const filled = (before: string, unit: string, behind: string, size: number): string =>
  before + unit.repeat(Math.floor((size - before.length - behind.length) / unit.length)) + behind;

function msOf(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

/**
 * Eight times as much takes some eight times as long; what is quadratic takes 64 times as long. The least of many
 * turns, so that what else the machine does is not counted; below a few ms the clock, and not the reader, is measured.
 */
function isLinear(run: (size: number) => () => unknown, most: number): void {
  const [part, all] = [run(most / 8), run(most)];
  let [small, whole] = [Infinity, Infinity];
  const linear = (): boolean => whole < Math.max(8, small * 24);
  for (let turn = 0; turn < 40 && (turn < 3 || !linear()); turn++) {
    small = Math.min(small, msOf(part));
    whole = Math.min(whole, msOf(all));
  }
  expect(linear(), `${most / 8} took ${small} ms, ${most} took ${whole} ms`).toBe(true);
}

describe("nothing that a stranger writes costs more than its length", () => {
  const meta = `<meta http-equiv=refresh content='`;
  test.each<readonly [string, string, string]>([
    ["", "<meta ", ""],
    ["", "<meta", ""],
    ["", "<", ""],
    ["", "</", ""],
    ["", "</a ", ""],
    ["", "<!--", ""],
    ["", "<!-->", ""],
    ["", "<!-", ""],
    ["<!--", "--!", ""],
    ["", "<?", ""],
    ["", "<a b=", ""],
    ["", `<a b="`, ""],
    ["", `<a b='`, ""],
    ["<a ", `b="c'`, ""],
    ["<a ", "b ", ">"],
    ["<a ", "b =", ">"],
    ["<a ", " ", ">"],
    ["<a b", " ", "c>"],
    ["<a b=", " ", "c>"],
    ["<a ", "=", ">"],
    ["<a ", "/", ">"],
    ["", "<title>", ""],
    ["", "<title></titl", ""],
    ["<title>", "</title", ""],
    ["", "<script>", ""],
    ["<script>", "<!--", "</script>"],
    ["<script>", "<!--<script ", "</script>"],
    ["<script>", "<!-", "</script>"],
    ["<script>", "location", "</script>"],
    ["<script>", "location=", "</script>"],
    ["<script>", `location="`, "</script>"],
    ["<script>location", " ", "x</script>"],
    ["<script>location", "\n", `="/x"</script>`],
    ["<script>location=", " ", "x</script>"],
    ["<script>location.", " ", "href</script>"],
    ["<script>", "location [", "</script>"],
    ["<script>", `location="\\`, "</script>"],
    ["<script>", "location='x`", "</script>"],
    ["<svg>", "<title>", ""],
    ["<svg>", "<script/>", ""],
    ["<a b='", "&", "'>"],
    ["<a b='", "&#x", "'>"],
    ["<a b='", "&#1", "'>"],
    ["<a b='", "&amp", "'>"],
    [meta, " ", "'>"],
    [`${meta}0;`, " ", `"x"y'>`],
    [`${meta}0;url`, " ", "'>"],
    [`${meta}0;url=`, " ", `"x"y'>`],
    [meta, "1", "x'>"],
    [meta, "1.", ";x'>"],
    [`${meta}0;url="`, "x ", "'>"],
    ["", `${meta}0;url='>`, ""],
    ["", `<base href="`, ""],
  ])("a page of %j %j %j", (before, unit, behind) => {
    isLinear((size) => {
      const body = filled(before, unit, behind, size);
      return () => leads({ body });
    }, mostBody);
  });

  test.each<readonly [string, string, string]>([
    ["", " ", "x"],
    ["0;", " ", `"x"y`],
    ["0", " ", ";"],
    ["0;url", " ", "x"],
    ["0;url=", " ", `"x"y`],
    ["", "1", "x"],
    ["", ".", ";x"],
    ["0;", "url=", ""],
    ["0;url=", "'", ""],
    ["0;url=https://a", ".", "/"],
  ])("a header of %j %j %j", (before, unit, behind) => {
    isLinear((size) => {
      const refresh = filled(before, unit, behind, size);
      return () => leads({ refresh });
    }, mostHeader);
  });
});

test("whatever a page holds, it is taken apart to its end, and each tag and its text stand in it", () => {
  const piece = fc.constantFrom(
    ...[
      "<",
      ">",
      "/",
      "!",
      "-",
      "--",
      "=",
      '"',
      "'",
      " ",
      "<!--",
      "-->",
      "<script>",
      "</script>",
      "<title>",
      "</title>",
    ],
    ...[
      "<meta ",
      "http-equiv=refresh ",
      `content="0;url=/x"`,
      "<svg>",
      "</svg>",
      "a",
      "&#x",
      "&amp;",
      "\n",
      "<plaintext>",
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join("");
      const tags = [...tagsIn(text)];
      expect(tags.length).toBeLessThanOrEqual(text.split("<").length - 1);
      for (const tag of tags) expect(text.includes(tag.text ?? "") && /^[a-z]/.test(tag.name)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
