import type { People } from "#people";
import type { Words } from "#start-fault";

/** Where people sign in; and, while nobody can steer the house, the one-time link for its first operator. */
export async function consoleUrls(people: People, houseUrl: string): Promise<{ what: Words; url: string }[]> {
  const token = await people.firstOperatorLink();
  const page = { what: { en: "Console", zh: "控制台" }, url: `${houseUrl}/console/` };
  const openness = { what: { en: "Openness, for everybody", zh: "开放度公示" }, url: `${houseUrl}/openness` };
  const what = { en: "First operator, once, within a day", zh: "首位运营（一次有效，24 小时内）" };
  return [page, openness, ...(token === null ? [] : [{ what, url: `${houseUrl}/console/invitation#${token}` }])];
}
