import path from "node:path";
import { configuration } from "@groundwork/testing/configuration";
import { openStore } from "../../src/delivery/open-store";
import type { AwsClients } from "../../src/state/clients";

jest.mock("../../src/core/project", () => ({ projectRoot: "/home/kim/shop", cacheDir: "/x" }));

const addressOf = (asked: string, env: NodeJS.ProcessEnv = {}) => {
  const store = { type: "folder", path: asked } as const;
  return openStore(configuration({ delivery: { store } }), {} as AwsClients, env).objects.address;
};
const EMULATOR = { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };
const WORKFLOW = { GITHUB_ACTIONS: "true" };

test.each([
  ["plans", {}, "/home/kim/shop/plans"],
  ["..plans", {}, "/home/kim/shop/..plans"],
  ["../plans", {}, "/home/kim/plans"],
  ["/srv/plans", {}, "/srv/plans"],
  ["/srv/plans", WORKFLOW, "/srv/plans"],
  ["../plans", WORKFLOW, "/home/kim/plans"],
  ["/home/kim/shopping", WORKFLOW, "/home/kim/shopping"],
  ["plans", { ...EMULATOR, ...WORKFLOW }, "/home/kim/shop/plans/rehearsed/127.0.0.1-4566"],
])("plans of %s lie, with %j, in %s", (asked, env, folder) => {
  expect(addressOf(asked, env)).toBe(path.normalize(folder));
});

test.each(["/home/kim", "/home/kim/shop", "/home/kim/shop/", "../shop"])(
  "a checkout within %s is refused",
  (asked) => {
    expect(() => addressOf(asked)).toThrow(
      /^organization\.delivery\.store\.path: got .+, expected a folder of its own: the checkout lies in that one$/,
    );
  },
);

test.each(["plans", "/home/kim/shop/plans", "..plans"])(
  "in a run %s is refused, which the next run does not find",
  (asked) => {
    expect(() => addressOf(asked, WORKFLOW)).toThrow("expected one on a disk that stays");
  },
);
