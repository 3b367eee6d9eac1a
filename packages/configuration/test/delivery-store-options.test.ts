import type { EnvironmentInput } from "../src/environment";
import {
  configuration,
  environmentInput,
  github,
  pipeline,
} from "@groundwork/testing/configuration";
import { problemsOf } from "./problems";

const problems = (delivery: object, changes: Partial<EnvironmentInput> = {}, more = {}) =>
  problemsOf(() => configuration({ delivery, ...more }, [environmentInput("dev", changes)]));

test.each([
  { type: "azurerm", resourceGroupName: "g", storageAccountName: "acme", containerName: "states" },
  { type: "gcs", bucket: "states" },
  { type: "consul", address: "consul:8500" },
  { type: "cloud", organization: "acme" },
])("workflows deliver states that lie in $type, with roles of one account", (backend) => {
  expect(problems({ github }, {}, { backend })).toEqual([]);
  expect(problems({ github, pipeline }, {}, { backend })).toEqual([
    expect.stringMatching(
      /^organization\.delivery\.pipeline: got .+, expected nothing with the backend \w+, for which the build of registry-stack has no credentials/,
    ),
  ]);
  const accountId = "222222222222";
  expect(problems({ github }, { accountId }, { backend })).toEqual([
    "dev.accountId: got 222222222222, expected 111111111111, the organization's: the roles that apply it lie in that account",
  ]);
  expect(problems({}, { accountId }, { backend })).toEqual([]);
  expect(problems({ github }, { accountId: "x" }, { backend })).toHaveLength(1);
});

describe("roles that nothing could use are refused", () => {
  test("where HCP Terraform plans and applies by itself", () => {
    const cloud = (executionMode: "local" | "remote") => ({
      backend: { type: "cloud", organization: "Acme", executionMode },
    });
    expect(problems({ github, pipeline }, {}, cloud("remote"))).toEqual([
      expect.stringMatching(/^organization\.delivery\.github: got /),
      expect.stringContaining("expected nothing with the executionMode remote, by which HCP"),
    ]);
    expect(problems({ github }, {}, cloud("local"))).toEqual([]);
  });

  test("where the states go with the machine of each run", () => {
    const reason = "expected nothing with the backend local, whose states go with the machine";
    const backend = { type: "local" };
    expect(problems({ github, pipeline }, {}, { backend })).toEqual([
      expect.stringMatching(/^organization\.delivery\.github: got /),
      expect.stringContaining(reason),
    ]);
    expect(problems({ pipeline }, {}, { backend })).toEqual([expect.stringContaining(reason)]);
    expect(problems({}, {}, { backend })).toEqual([]);
  });

  test.each([{ type: "s3" }, { type: "gcs", bucket: "states" }, { type: "local" }])(
    "where they reach no plan, with states in $type",
    (backend) => {
      const store = { type: "folder", path: "/srv/plans" };
      expect(problems({ store, github }, {}, { backend })).toEqual([
        expect.stringMatching(
          /^organization\.delivery\.github: got .+, expected nothing with delivery\.store of the type folder, which no role reaches/,
        ),
      ]);
      expect(problems({ store }, {}, { backend })).toEqual([]);
    },
  );
});

describe("a folder of plans", () => {
  const store = (path: unknown, more = {}) =>
    problems({ store: { type: "folder", path, ...more } });

  test.each(["plans", "./plans", "/srv/plans", "../plans", ".plans", "a/../plans", "distant"])(
    "may be %s",
    (path) => expect(store(path)).toEqual([]),
  );

  test.each([
    "",
    ".",
    "./",
    "/",
    "..",
    "../..",
    "plans/..",
    "~",
    "~/plans",
    "a\0b",
    "cdktf.out",
    "./dist/plans",
    "node_modules/plans",
    ".cache",
    ".git/plans",
    "x/../.cache/plans",
  ])("may not be %j, where it would be lost or be the checkout", (path) => {
    const [problem, ...others] = store(path);
    expect(others).toEqual([]);
    expect(problem).toMatch(
      /^organization\.delivery\.store\.path: got .*, expected a folder of its own/,
    );
  });

  test("names whose workflows prove who somebody is, with GitHub's own address", () => {
    const { organization } = configuration({
      delivery: { store: { type: "folder", path: "plans", github: { repositoryId: "42" } } },
    });
    expect(organization.delivery.store).toEqual({
      type: "folder",
      path: "plans",
      github: {
        repositoryId: "42",
        branch: "main",
        issuer: "https://token.actions.githubusercontent.com",
      },
    });
  });

  test.each([
    [{ github: { repositoryId: 42 } }, "github.repositoryId: got 42, expected a repository's id"],
    [{ github: { repositoryId: "42", issuer: "http://x" } }, "github.issuer: got http://x"],
    [{ github: { repositoryId: "42", issuer: "https://x/" } }, "github.issuer: got https://x/"],
    [{ github: {} }, "github.repositoryId: got nothing, expected"],
    [{ bucket: "x" }, "bucket: got an unknown option, expected one of type, path, github"],
  ])("with %j is refused", (more, reason) => {
    expect(store("plans", more)).toEqual([
      expect.stringContaining(`organization.delivery.store.${reason}`),
    ]);
  });
});

test("another store is refused with those that there are", () => {
  expect(problems({ store: { type: "gcs" } })).toEqual([
    "organization.delivery.store.type: got gcs, expected one of s3, folder",
  ]);
  expect(problems({ store: "plans" })).toHaveLength(1);
});
