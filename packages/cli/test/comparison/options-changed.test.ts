import { optionChanges } from "../../src/comparison/options-changed";
import type { Configuration } from "@groundwork/configuration";

const configuration = (environments: object[], organization: object = {}) =>
  ({ organization, environments }) as unknown as Configuration;

const BEFORE = configuration(
  [{ name: "dev", services: [{ name: "web", cpuUnits: 256, zones: ["a"] }, { name: "old" }] }],
  { name: "acme" },
);
const AFTER = configuration(
  [
    { name: "staging", services: [] },
    { name: "dev", services: [{ name: "web", cpuUnits: 512, zones: ["a", "b"], public: true }] },
  ],
  { name: "acme", owner: "kim" },
);

test("options are named by what they are of, wherever in a list that stands", () => {
  expect(optionChanges(BEFORE, AFTER).map(({ name }) => name)).toEqual([
    "organization.owner",
    "dev.services[web].cpuUnits",
    "dev.services[web].zones",
    "dev.services[web].public",
    "dev.services[old]",
    "staging",
  ]);
});

test("each goes back alone, and leaves the others as they are", () => {
  const back = new Map(optionChanges(BEFORE, AFTER).map(({ name, revert }) => [name, revert()]));
  const changedIn = (name: string) => optionChanges(back.get(name)!, AFTER).map((one) => one.name);
  for (const name of back.keys()) expect(changedIn(name)).toEqual([name]);
  expect(back.get("staging")!.environments).toHaveLength(1);
});

test("what differs in one is told under its name, and what is secret is masked", () => {
  const units = optionChanges(BEFORE, AFTER).find(({ name }) => name.endsWith("cpuUnits"));
  expect(units!.changes).toMatchObject([
    { path: "dev.services[web].cpuUnits", before: 256, after: 512 },
  ]);
  const own = (password: string) => configuration([{ name: "dev", password }]);
  const [secret] = optionChanges(own("one"), own("two"));
  expect(secret!.changes).toMatchObject([{ path: "dev.password", sensitive: true }]);
  expect(JSON.stringify(secret!.changes)).not.toContain("one");
});
