import { rules } from "../src";
import { accessCases } from "./cases/access";
import { detailsOf, type Cases } from "./cases/case";
import { containerCases } from "./cases/containers";
import { dataCases } from "./cases/data";
import { durabilityCases } from "./cases/durability";
import { encryptionCases } from "./cases/encryption";
import { instanceCases } from "./cases/instances";
import { logCases } from "./cases/logs";
import { networkCases } from "./cases/network";
import { permissionCases } from "./cases/permissions";
import { secretCases } from "./cases/secrets";
import { tagCases } from "./cases/tags";
import { taskCases } from "./cases/tasks";

const cases: Readonly<Record<string, Cases>> = {
  ...accessCases,
  ...containerCases,
  ...dataCases,
  ...durabilityCases,
  ...encryptionCases,
  ...instanceCases,
  ...logCases,
  ...networkCases,
  ...permissionCases,
  ...secretCases,
  ...taskCases,
  ...tagCases,
};

test("each rule has cases that break it and cases that keep it", () => {
  const complete = Object.keys(cases).filter((id) =>
    [cases[id]!.fails, cases[id]!.passes].every((table) => Object.keys(table).length > 0),
  );
  expect(complete.toSorted()).toEqual(rules.map(({ id }) => id).toSorted());
});

test("rules are told apart by ids in kebab-case, and say what, why and how", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, statement, reason, fix } of rules) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(statement).toMatch(/^[A-Z].*\.$/);
    expect(reason).toMatch(/^\S.*\.$/);
    expect(fix).toMatch(/\w/);
  }
});

describe.each(rules)("$id", (rule) => {
  const { fails, passes } = cases[rule.id] ?? { fails: {}, passes: {} };

  test.each(Object.entries(fails))("finds %s", (_, [build, ...details]) => {
    expect(detailsOf(rule.id, build)).toEqual(details);
  });

  test.each(Object.entries(passes))("lets pass %s", (_, build) => {
    expect(detailsOf(rule.id, build)).toEqual([]);
  });

  test(`counts in ${rule.appliesTo}`, () => {
    const counts = Object.values(fails).some(
      ([build]) => detailsOf(rule.id, build, false).length > 0,
    );
    expect(counts).toBe(rule.appliesTo === "every stack");
  });
});
