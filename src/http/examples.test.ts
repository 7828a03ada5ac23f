import { expect, test } from "vitest";
import { examples } from "./examples.ts";
import { documentOf, makeChecker, operationsOf } from "./test-rig/contract.ts";
import { openRig } from "./test-rig/index.ts";

test("each example is shown with its operation, and passes its schema", async () => {
  const rig = await openRig();
  const document = await documentOf(rig.app);
  await rig.app.close();
  const { example } = makeChecker(document);
  const shown = operationsOf(document).filter((one) => one.example !== null);
  expect(shown.map((one) => one.operationId).toSorted()).toEqual(Object.keys(examples).toSorted());
  const faults = shown.map((one) => [one.operationId, example(one)]);
  expect(faults.filter(([, found]) => found?.length !== 0)).toEqual([]);
});
