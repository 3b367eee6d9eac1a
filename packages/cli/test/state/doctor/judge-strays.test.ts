import { ownCommand } from "@groundwork/constructs/own-command";
import { judgeBackends, judgeLineages } from "../../../src/state/doctor/judge-strays";

const stack = (name: string, lineage: string) => ({
  stack: `${name}-stack`,
  key: `${name}/terraform.tfstate`,
  lineage,
});

test("states without a lineage are not one state", () => {
  expect(judgeLineages([stack("dev-stack", ""), stack("prod-stack", "")], [])).toEqual([]);
});

test("stacks of one lineage are an error, a copy beside them a warning", () => {
  const stacks = [stack("dev", "a"), stack("prod", "a"), stack("registry", "b")];
  const others = [
    { key: "old/terraform.tfstate", lineage: "b" },
    { key: "unreadable.tfstate", lineage: undefined },
  ];
  expect(
    judgeLineages(stacks, others).map(({ about, severity, check }) => [about, severity, check]),
  ).toEqual([
    ["dev-stack", "error", "lineage-shared"],
    ["registry-stack", "warning", "lineage-shared"],
  ]);
  expect(judgeLineages([stack("dev", "a"), stack("prod", "b")], [])).toEqual([]);
});

describe("where the synthesized stacks have their states", () => {
  const at = (name: string, key = `${name}/terraform.tfstate`, bucket = "states") => ({
    stack: `${name}-stack`,
    bucket,
    key,
    expectedKey: `${name}/terraform.tfstate`,
  });
  const judged = (...stacks: ReturnType<typeof at>[]) =>
    judgeBackends(stacks, "states").map(({ about, check }) => `${about} ${check}`);

  test("each at its own key", () => expect(judged(at("dev"), at("prod"))).toEqual([]));
  test("two at one key", () => {
    expect(judged(at("dev"), at("prod", "dev/terraform.tfstate"))).toEqual([
      "dev-stack key-shared",
      "prod-stack key-unexpected",
    ]);
  });
  test("the same key in another bucket is not shared, but nobody looks there", () => {
    expect(judged(at("dev"), at("dev", "dev/terraform.tfstate", "others"))).toEqual([
      "dev-stack key-unexpected",
    ]);
    const [found] = judgeBackends([at("dev", "dev/old.tfstate", "others")], "states");
    expect(found!.repair).toBe(ownCommand("migrate dev-stack --from s3://others/dev/old.tfstate"));
  });
});
