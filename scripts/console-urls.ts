import type { People } from "#people";
import type { Words } from "#start-fault";

/**
 * Where people sign in; and, as long as nobody of that role can sign in, the one-time links for the house's first
 * operator and for whoever approves what that one proposes: two links for two people.
 */
export async function consoleUrls(people: People, houseUrl: string): Promise<{ what: Words; url: string }[]> {
  const links = [
    [
      { en: "First operator, once, within a day", zh: "首位运营（一次有效，24 小时内）" },
      await people.firstOperatorLink(),
    ],
    [{ en: "First approver, another person", zh: "首位审批人（须为另一人，同上）" }, await people.firstApproverLink()],
  ] as const;
  const page = { what: { en: "Console", zh: "控制台" }, url: `${houseUrl}/console/` };
  const openness = { what: { en: "Openness, for everybody", zh: "开放度公示" }, url: `${houseUrl}/openness` };
  const first = links.flatMap(([what, token]) =>
    token === null ? [] : [{ what, url: `${houseUrl}/console/invitation#${token}` }],
  );
  return [page, openness, ...first];
}
