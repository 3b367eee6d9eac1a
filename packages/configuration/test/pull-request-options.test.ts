import { configuration, environmentInput, github } from "@groundwork/testing/configuration";
import { problemsOf } from "./problems";

const adding = (pullRequestsAdd: object) =>
  configuration({ delivery: { github: { ...github, pullRequestsAdd } } }, [
    environmentInput("dev"),
  ]);

test("what a pull request may add is by source, of modules with any name of a namespace", () => {
  const add = { providers: ["hashicorp/random"], modules: ["terraform-aws-modules/*/aws"] };
  expect(adding(add).organization.delivery.github?.pullRequestsAdd).toEqual(add);
  const nothing = { providers: [], modules: [] };
  expect(adding({}).organization.delivery.github?.pullRequestsAdd).toEqual(nothing);
});

test.each<[string, object, string]>([
  [
    "a provider's name for its source",
    { providers: ["random"] },
    "providers[0]: got random, expected the source of a provider, as hashicorp/random",
  ],
  [
    "a repository for a module",
    { modules: ["github.com/acme/modules"] },
    "modules[0]: got github.com/acme/modules, expected the source of a module in a registry",
  ],
  ["modules of anybody", { modules: ["*/vpc/aws"] }, "modules[0]: got */vpc/aws"],
  ["a source twice", { providers: ["acme/a", "acme/a"] }, "expected each source once"],
])("not %s", (_, pullRequestsAdd, problem) => {
  const found = problemsOf(() => adding(pullRequestsAdd));
  expect(found.join("\n")).toContain(problem);
  expect(found.join("\n")).toContain("organization.delivery.github.pullRequestsAdd");
});
