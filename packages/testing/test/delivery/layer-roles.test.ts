import type { EnvironmentInput } from "@groundwork/configuration";
import { configuration, environmentInput, github } from "../../src/configuration";
import { everything, everythingInRegistry } from "../../src/everything";
import { Roles } from "../../src/roles";
import { stacksOf } from "../../src/stacks";
import { synthStack } from "../../src/synth";

const LAYERS: EnvironmentInput["layers"] = ["network", "cluster", "services"];

const delivered = (environments: EnvironmentInput[]) =>
  stacksOf(configuration({ delivery: { github } }, environments));

const all = delivered([
  environmentInput("dev", { layers: LAYERS, production: false }),
  environmentInput("prod", { layers: LAYERS, places: [{ region: "eu-west-1" }] }),
  environmentInput("test", { production: false }),
]);
const roles = new Roles(["delivery-stack", "bootstrap-stack"].map((id) => synthStack(all(id))));

const may = (
  role: string,
  action: string,
  environment: string,
  { region = "ap-northeast-2", folder = "layers", tags = environment } = {},
) =>
  roles.may(`acme-${role}`, {
    action: `ssm:${action}`,
    resource: `arn:aws:ssm:${region}:111111111111:parameter/acme/${environment}/${folder}/network/vpcId`,
    context: {
      "aws:ResourceTag/Organization": "acme",
      "aws:ResourceTag/Environment": tags,
      "aws:RequestTag/Organization": "acme",
      "aws:RequestTag/Environment": tags,
    },
  });

test.each(["plan-main", "plan-pr", "drift"])(
  "%s reads what layers tell each other, no secret beside it, and writes nothing of it",
  (role) => {
    expect(may(role, "GetParameter", "dev")).toBe(true);
    // Of production a pull request, whose code nobody has looked at yet, reads no state either.
    const eu = may(role, "GetParameter", "prod", { region: "eu-west-1" });
    expect(eu).toBe(role !== "plan-pr");
    expect(may(role, "GetParameter", "dev", { folder: "secrets" })).toBe(false);
    expect(may(role, "GetParameter", "test")).toBe(false);
    expect(may(role, "PutParameter", "dev")).toBe(false);
  },
);

test("whoever applies an environment writes what its own layers tell, and no other's", () => {
  const ACTIONS = ["GetParameter", "PutParameter", "DeleteParameter", "AddTagsToResource"];
  for (const action of ACTIONS) {
    expect([action, may("apply-dev", action, "dev")]).toEqual([action, true]);
    expect([action, may("apply-dev", action, "prod")]).toEqual([action, false]);
    expect([action, may("apply-test", action, "test")]).toEqual([action, false]);
    const eu = may("apply-prod", action, "prod", { region: "eu-west-1" });
    expect([action, eu]).toEqual([action, true]);
  }
  expect(may("apply-dev", "PutParameter", "dev", { folder: "secrets" })).toBe(false);
});

test("states and plans of layers are those of their environment's role", () => {
  const store = (action: string, bucket: string, key: string) =>
    roles.may("acme-apply-dev", {
      action: `s3:${action}`,
      resource: `arn:aws:s3:::${bucket}/${key}`,
      context: {},
    });
  const { bucket } = synthStack(all("dev-stack")).terraform["backend"].s3;
  for (const key of ["dev/terraform.tfstate", "dev/network/terraform.tfstate"])
    expect([key, store("GetObject", bucket, key)]).toEqual([key, true]);
  expect(store("GetObject", bucket, "prod/network/terraform.tfstate")).toBe(false);
});

test("with every option in use a boundary has room for the layers", () => {
  const full = stacksOf(
    configuration({ name: "o".repeat(20), registry: everythingInRegistry, delivery: { github } }, [
      { ...everything("e".repeat(11)), layers: LAYERS },
    ]),
    { only: ["delivery-stack"] },
  );
  const policies = Object.values(synthStack(full("delivery-stack")).resource["aws_iam_policy"]!);
  const sizes = policies.map(({ policy }) => policy.length);
  // IAM and AWS STS quotas
  expect(Math.max(...sizes)).toBeLessThan(6144);
});
