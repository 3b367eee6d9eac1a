import { detailsOf, withAttributes } from "../../../src/delivery/plan/details-of";
import { sha256 } from "../../../src/delivery/store/bundle";
import { detailsText } from "../../../src/delivery/store/plan-details";
import type { PlanStore } from "../../../src/delivery/store/plan-store";
import { record, summary } from "./plan-records";
import { DETAILS, RESOURCES } from "./told-changes";

const text = detailsText(DETAILS);
const storing = (getDetails: () => Promise<string>) => ({
  store: { getDetails } as unknown as PlanStore,
});
const planned = record({ summary: summary({ detailsSha256: sha256(text) }) });

test("the values that were stored with a plan", async () => {
  const found = await detailsOf(
    planned,
    storing(async () => text),
  );
  expect(found).toEqual({ details: DETAILS });
});

test("others than those are refused with exit code 4", async () => {
  const other = storing(async () => text.replace("30", "3000"));
  await expect(detailsOf(planned, other)).rejects.toMatchObject({
    message: expect.stringContaining("somebody has written to the store"),
    exitCode: 4,
  });
});

const answered = (httpStatusCode: number) =>
  Object.assign(new Error("no"), { $metadata: { httpStatusCode } });

test.each([
  ["refused", answered(403), "Values are not shown: AWS refuses to read them to this identity."],
  ["gone", answered(404), "Values are not shown: they are not in the store any more."],
  [
    "gone from a folder",
    Object.assign(new Error("no"), { code: "ENOENT" }),
    "Values are not shown: they are not in the store any more.",
  ],
])("what is %s stops nothing, and is told", async (_, error, unknown) => {
  expect(
    await detailsOf(
      planned,
      storing(() => Promise.reject(error)),
    ),
  ).toEqual({ unknown });
});

test("a store that cannot be read is an error; of an older plan nothing is asked", async () => {
  const failing = storing(() => Promise.reject(answered(500)));
  await expect(detailsOf(planned, failing)).rejects.toThrow("no");
  expect(await detailsOf(record(), failing)).toEqual({
    unknown: "Values are not shown: an older version of groundwork has planned this.",
  });
});

test("the summary has the names of what changes, of what is there before and after", () => {
  const bare = RESOURCES.map(({ attributes: _, ...resource }) => resource);
  expect(withAttributes(bare, DETAILS)).toEqual(RESOURCES);
});
