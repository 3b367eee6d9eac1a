import { setVariables } from "../../src/pipeline/plan-variables";

const place = (stack: string, result: "planned" | "unchanged") => ({
  stack,
  result,
  id: `${stack}-id`,
  sha256: "a".repeat(64),
});

test("each place hands on its own plan by its place in the order, and none where it has none", () => {
  const text = setVariables({
    environment: "prod",
    commit: "48cdd2f048cd",
    sha256: "f00",
    waves: [
      { tolerated: 0, places: [place("prod-stack", "unchanged")] },
      { tolerated: 0, places: [place("prod-eu-west-1-stack", "planned")] },
    ],
  });
  expect(text).toContain("export PLAN_CHANGES='yes'\n");
  expect(text).toContain("export PLAN_ID_0='none'\nexport PLAN_SHA256_0='none'\n");
  expect(text).toContain("export PLAN_ID_1='prod-eu-west-1-stack-id'\n");
  expect(text).toMatch(
    /PLAN_SUMMARY='prod: 1 of 2 places have changes\. .* sha256 of all plans f00/,
  );
});

test("without changes nobody is asked", () => {
  expect(setVariables({ environment: "prod", waves: [] })).toContain("export PLAN_CHANGES='no'\n");
});
