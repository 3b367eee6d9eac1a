import { imageBuilds } from "../../src/github/image-builds";
import { promotions, sourceOf } from "../../src/github/promotion";
import { reviewedStacks } from "../../src/github/reviewed-stacks";
import type { EnvironmentInput } from "@groundwork/configuration";
import { configuration, environmentInput } from "@groundwork/testing/configuration";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

const withServices = (
  dev: EnvironmentInput["services"],
  prod: EnvironmentInput["services"] = dev,
) =>
  configuration({}, [
    environmentInput("dev", { services: dev!, production: false }),
    environmentInput("prod", { services: prod! }),
  ]);

describe("images are built", () => {
  const both = withServices(
    [{ name: "web", cpuArchitecture: "ARM64" }, { name: "worker" }],
    [{ name: "web" }, { name: "worker" }],
  );

  test("for each processor on which some environment runs them", () => {
    expect(imageBuilds(both, ["web", "worker"], undefined)).toEqual([
      {
        service: "web",
        folder: "services/web",
        repository: "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/web",
        platforms: "linux/arm64,linux/amd64",
      },
      expect.objectContaining({ service: "worker", platforms: "linux/amd64" }),
    ]);
  });

  test("of the services whose folders have changed", () => {
    const changed = ["services/webmaster/x", "services/worker/src/a.ts", "README.md"];
    const built = imageBuilds(both, ["web", "worker"], changed);
    expect(built.map(({ service }) => service)).toEqual(["worker"]);
  });

  test("of no folder that belongs to no service", () => {
    expect(() => imageBuilds(both, ["other"], undefined)).toThrow(
      "services/other: got no service of this name",
    );
  });
});

describe("promotion", () => {
  const two = withServices(
    [
      { name: "web", image: { tag: "v2", digest: digest("b") } },
      { name: "worker", image: { tag: "v1", digest: digest("a") } },
      { name: "new", image: { tag: "only" } },
      { name: "dev-only", image: { digest: digest("c") } },
    ],
    [
      { name: "web", image: { tag: "v1", digest: digest("a") } },
      { name: "worker", image: { tag: "v1", digest: digest("a") } },
      { name: "new" },
    ],
  );

  test("takes what the environment before runs, where none is named", () => {
    expect(sourceOf(two, { to: "prod" })).toBe("dev");
    expect(sourceOf(two, { from: "", to: "prod" })).toBe("dev");
    expect(sourceOf(two, { from: "prod", to: "dev" })).toBe("prod");
    expect(() => sourceOf(two, { to: "dev" })).toThrow("no environment is delivered before dev");
    expect(() => sourceOf(two, { to: "pord" })).toThrow(
      "got the environment pord, expected one of dev, prod",
    );
  });

  test("takes what differs, of what both have and one names by digest", () => {
    expect(promotions(two, "dev", "prod")).toEqual([
      {
        service: "web",
        tag: "v2",
        digest: digest("b"),
        before: { tag: "v1", digest: digest("a") },
      },
    ]);
  });

  test("takes one service", () => {
    expect(promotions(two, "dev", "prod", "worker")).toEqual([]);
    expect(promotions(two, "dev", "prod", "web")).toHaveLength(1);
  });

  test.each([
    ["an environment that is not there", "dev", "staging", undefined, "expected one of dev, prod"],
    [
      "a service that one has alone",
      "dev",
      "prod",
      "dev-only",
      "expected one that dev and prod have",
    ],
    ["a service without a digest", "dev", "prod", "new", "dev names no digest of new"],
  ])("fails on %s", (_, from, to, service, message) => {
    expect(() => promotions(two, from, to, service)).toThrow(message);
  });
});

describe("a pull request is planned", () => {
  test("where it is not production, and of the registry", () => {
    expect(reviewedStacks(withServices([]))).toEqual(["dev-stack", "registry-stack"]);
  });

  test("where the configuration says so", () => {
    const github = { repository: "acme/infra", repositoryId: "1", pullRequestsRead: ["prod"] };
    const { environments } = withServices([]);
    const { organization } = configuration({ delivery: { github } });
    expect(reviewedStacks({ organization, environments })).toEqual(["prod-stack"]);
  });
});
