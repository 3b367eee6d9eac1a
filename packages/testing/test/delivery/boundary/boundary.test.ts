import type { Act } from "./act";
import { ACCOUNT } from "./acts-account";
import { ADMINISTRATOR } from "./acts-administrator";
import { TO_PROD } from "./acts-to-prod";
import { OF_ROLES } from "./needs";
import { OF_APPLIES, OF_BUILDS } from "./needs-of-applies";
import { OF_SCHEDULES, OF_TASKS, TASKS_TO_PROD } from "./of-tasks";
import { applyMay, boundTo, madeRoleMay } from "./organization";

type Row = [string, string, string, Act[3]?];
const request = ([, action, resource, context = {}]: Act) => ({ action, resource, context });
const rows = (acts: readonly Act[]): Row[] => acts.map((act) => [...act]);

describe.each([
  ["administrator", ADMINISTRATOR],
  ["prod", TO_PROD],
  ["prod by tasks", TASKS_TO_PROD],
  ["the account", ACCOUNT],
])("from dev to %s", (_, acts) => {
  test.each(rows(acts))("%s: a role that dev makes may not %s %s", (...act) => {
    expect(madeRoleMay("dev", request(act))).toBe(false);
  });

  test.each(rows(acts))("%s: who applies dev may not %s %s", (...act) => {
    expect(applyMay("dev", request(act))).toBe(false);
  });
});

test.each(rows([...OF_ROLES, ...OF_SCHEDULES]))("%s, in a role of dev: %s %s", (...need) => {
  expect(madeRoleMay("dev", request(need))).toBe(true);
});

test.each(rows([...OF_APPLIES, ...OF_TASKS]))("an apply of dev has %s: %s %s", (...need) => {
  expect(applyMay("dev", request(need))).toBe(true);
});

test.each(rows(OF_BUILDS))(
  "a build that applies dev gets %s past its boundary: %s %s",
  (...need) => {
    expect(boundTo("acme-boundary-apply-dev", request(need))).toBe(true);
  },
);

test.each(rows([...ADMINISTRATOR, ...ACCOUNT]))(
  "from the registry to %s: %s %s is denied",
  (...act) => {
    expect(madeRoleMay("registry", request(act))).toBe(false);
    // Which images go where is what an apply of the registry settles.
    const settles = act[1] === "ecr:PutReplicationConfiguration";
    expect(applyMay("registry", request(act))).toBe(settles);
  },
);
