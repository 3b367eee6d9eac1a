import { configuration, environmentInput, github, pipeline } from "../../src/configuration";
import { stacksOf } from "../../src/stacks";
import { annotations, resourceAddresses, synthStack, type TerraformJson } from "../../src/synth";

const [ORGANIZATION, OF_DEV] = ["111111111111", "222222222222"];
type Delivery = NonNullable<Parameters<typeof configuration>[0]>["delivery"];

const stacksWith = (delivery: Delivery = {}, more: Parameters<typeof environmentInput>[] = []) =>
  stacksOf(
    configuration({ delivery }, [
      environmentInput("dev", { production: false, accountId: OF_DEV }),
      environmentInput("prod"),
      ...more.map((input) => environmentInput(...input)),
    ]),
  );

const rolesOf = (json: TerraformJson): Record<string, any> =>
  Object.fromEntries(Object.values(json.resource["aws_iam_role"]!).map((one) => [one.name, one]));

/** Who takes on the role for something, by the condition of its trust. */
function trusted(json: TerraformJson, use: string): unknown {
  const role = rolesOf(json)[`acme-delivery-${use}-dev`];
  if (role === undefined) return undefined;
  const [statement, ...others] = JSON.parse(role.assume_role_policy).Statement;
  expect(others).toEqual([]);
  expect(statement).toMatchObject({
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${ORGANIZATION}:root` },
    Action: "sts:AssumeRole",
  });
  return statement.Condition;
}

const arn = (name: string) => `arn:aws:iam::${ORGANIZATION}:role/${name}`;
const only = (...names: string[]) => ({ ArnLike: { "aws:PrincipalArn": names.map(arn) } });

test("it has roles and their limits, and nothing that would cost or hold anything", () => {
  const stack = stacksWith({ github })("dev-account-stack");
  const types = resourceAddresses(synthStack(stack)).map((address) => address.split(".")[0]);
  expect([...new Set(types)]).toEqual([
    "aws_iam_policy",
    "aws_iam_role",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
  ]);
  expect(types.filter((type) => type === "aws_iam_role")).toHaveLength(4);
  expect(annotations(stack)).toEqual([]);
});

test("its provider is held to the account, and its state lies in the organization's bucket", () => {
  const { provider, terraform } = synthStack(stacksWith()("dev-account-stack"));
  expect(provider["aws"]![0].allowed_account_ids).toEqual([OF_DEV]);
  expect(terraform["backend"].s3).toMatchObject({
    bucket: `acme-${ORGANIZATION}-ap-northeast-2-tfstate`,
    key: "dev-account/terraform.tfstate",
    allowed_account_ids: [ORGANIZATION],
  });
});

test("workflows of GitHub get in by what they do; plans of pull requests where they read", () => {
  const json = synthStack(stacksWith({ github })("dev-account-stack"));
  expect(trusted(json, "plan")).toEqual(only("acme-plan-main", "acme-plan-pr"));
  expect(trusted(json, "drift")).toEqual(only("acme-drift"));
  expect(trusted(json, "apply")).toEqual(only("acme-apply-dev"));
  const closed = { github: { ...github, pullRequestsRead: ["registry"] } };
  const others = synthStack(stacksWith(closed)("dev-account-stack"));
  expect(trusted(others, "plan")).toEqual(only("acme-plan-main"));
});

test("so do builds of a pipeline, which looks for no drift", () => {
  const json = synthStack(stacksWith({ pipeline })("dev-account-stack"));
  expect(trusted(json, "plan")).toEqual(only("acme-delivery-plan-dev"));
  expect(trusted(json, "drift")).toBeUndefined();
  expect(trusted(json, "apply")).toEqual(only("acme-delivery-apply-dev"));
});

test("a build that tests has a role that runs the task of the tests, where there are any", () => {
  const loadTest = { requestsPerSecond: 5, p99Milliseconds: 300 };
  const loadTestTask = { image: `node@sha256:${"a".repeat(64)}` };
  const stacks = stacksOf(
    configuration({ delivery: { pipeline } }, [
      environmentInput("dev", { production: false, accountId: OF_DEV, loadTest, loadTestTask }),
    ]),
  );
  const json = synthStack(stacks("dev-account-stack"));
  expect(trusted(json, "test")).toEqual(only("acme-delivery-load-dev"));
  const own = Object.values(json.resource["aws_iam_role_policy"]!).map(({ policy }) => policy);
  expect(own.filter((policy) => policy.includes("RunLoadTests"))).toHaveLength(1);
  const delivery = synthStack(stacks("delivery-stack"));
  expect(Object.values(delivery.resource["aws_iam_role"]!).map(({ name }) => name)).toContain(
    "acme-delivery-load-dev",
  );
  expect(
    trusted(synthStack(stacksWith({ pipeline })("dev-account-stack")), "test"),
  ).toBeUndefined();
});

test("people are those who apply, and without any named all but workflows", () => {
  const appliers = [arn("aws-reserved/*Deploy_*")];
  const named = synthStack(stacksWith({ appliers })("dev-account-stack"));
  expect(Object.keys(rolesOf(named))).toEqual(["acme-delivery-people-dev"]);
  expect(trusted(named, "people")).toEqual(only("break-glass", "aws-reserved/*Deploy_*"));
  expect(trusted(synthStack(stacksWith()("dev-account-stack")), "people")).toEqual({
    ArnNotLike: { "aws:PrincipalArn": expect.arrayContaining([arn("acme-apply-*")]) },
  });
});

test("who changes something is bound, and so is each role that the environment's stack makes", () => {
  const stacks = stacksWith({ github });
  const account = synthStack(stacks("dev-account-stack"));
  const bound = Object.values(rolesOf(account)).filter((role) => role.permissions_boundary);
  expect(bound.map(({ name }) => name)).toEqual([
    "acme-delivery-apply-dev",
    "acme-delivery-people-dev",
  ]);
  const boundary = `arn:aws:iam::${OF_DEV}:policy/acme-boundary-dev`;
  const own = Object.values(rolesOf(synthStack(stacks("dev-stack"))));
  expect(own.length).toBeGreaterThan(1);
  for (const role of own) expect(role.permissions_boundary).toBe(boundary);
});

test("nothing that is allowed or limited there names a state or a plan", () => {
  const { resource } = synthStack(stacksWith({ github })("dev-account-stack"));
  const { aws_iam_policy: policies, aws_iam_role_policy: own } = resource;
  const texts = [...Object.values(policies!), ...Object.values(own!)].map(({ policy }) => policy);
  expect(texts.join("")).not.toMatch(/tfstate|terraform-locks|-plans/);
});

test("delivery-stack makes nothing of what is elsewhere, but the way there", () => {
  const policies = (json: TerraformJson) =>
    Object.values(json.resource["aws_iam_policy"]!).map(({ name }) => name);
  const delivery = synthStack(stacksWith({ github })("delivery-stack"));
  expect(policies(delivery).filter((name) => /-dev\b/.test(name))).toEqual([
    "acme-boundary-apply-dev",
  ]);
  expect(policies(delivery)).toContain("acme-boundary-prod");
});

test("the provider of an environment goes on in the role for people, unless a run says another", () => {
  const stacks = stacksWith({ github });
  const { provider, variable } = synthStack(stacks("dev-stack")) as TerraformJson & {
    variable: Record<string, unknown>;
  };
  expect(variable["provider_role_arn"]).toMatchObject({
    default: `arn:aws:iam::${OF_DEV}:role/acme-delivery-people-dev`,
    ephemeral: true,
  });
  expect(provider["aws"]![0].dynamic.assume_role.for_each).toBe(
    "${compact([var.provider_role_arn])}",
  );
  expect(synthStack(stacks("prod-stack"))).not.toHaveProperty("variable");
});

test("two environments of one account have each their own", () => {
  const stacks = stacksWith({ github }, [["dev-eu", { production: false, accountId: OF_DEV }]]);
  const named = (id: string) => {
    const json = synthStack(stacks(id));
    return ["aws_iam_role", "aws_iam_policy"].flatMap((type) =>
      Object.values(json.resource[type]!).map(({ name }) => name as string),
    );
  };
  const [dev, eu] = [named("dev-account-stack"), named("dev-eu-account-stack")];
  expect(dev.filter((name) => eu.includes(name))).toEqual([]);
});

test("names are kept apart from those of the same account, and from no others", () => {
  const limits = (accountId: string) => {
    const stacks = stacksWith({ github }, [["dev-eu", { production: false, accountId }]]);
    const { aws_iam_policy: policies } = synthStack(stacks("dev-account-stack")).resource;
    return Object.values(policies!).find(({ name }) => name === "acme-boundary-apply-dev")!.policy;
  };
  expect(limits(OF_DEV!)).toContain(`arn:aws:iam::${OF_DEV}:*/acme-dev-eu-*`);
  expect(limits(ORGANIZATION!)).not.toContain("acme-dev-eu");
});

test("its events are not those of the registry, whose account tells them", () => {
  const rules = (id: string) =>
    Object.values(synthStack(stacksWith()(id)).resource["aws_cloudwatch_event_rule"]!).filter(
      ({ name }) => name.includes("-scan-"),
    );
  expect(rules("dev-stack")).toEqual([]);
  expect(rules("prod-stack")).toHaveLength(1);
  // There those are told who are told of its deliveries.
  expect(rules("delivery-stack").map(({ name }) => name)).toEqual(["acme-dev-scan-pushed"]);
});
