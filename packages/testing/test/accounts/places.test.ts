import { configuration, environmentInput, github } from "../../src/configuration";
import { Accounts } from "../../src/accounts";
import { stacksOf } from "../../src/stacks";
import { synthStack, type TerraformJson } from "../../src/synth";

const [ORGANIZATION, OF_PROD, OF_PLACE] = ["111111111111", "222222222222", "333333333333"];
const REGION = "eu-west-1";

/** prod in an account, with one more place in its account and two in another. */
const placed = (accountId: string) =>
  stacksOf(
    configuration({ delivery: { github } }, [
      environmentInput("prod", {
        accountId,
        services: [{ name: "web", image: { tag: "v1" } }],
        places: [
          { region: REGION },
          { accountId: OF_PLACE!, region: REGION },
          { accountId: OF_PLACE!, region: "us-east-1" },
        ],
      }),
    ]),
  );
const roleArn = (json: TerraformJson): unknown =>
  (json as unknown as { variable?: { provider_role_arn?: { default: string } } }).variable
    ?.provider_role_arn?.default;
const member = (account: string, use: string) =>
  `arn:aws:iam::${account}:role/acme-delivery-${use}-prod`;
const THERE = [`prod-${OF_PLACE}-${REGION}-stack`, `prod-${OF_PLACE}-us-east-1-stack`];

describe("an environment in two accounts of its own", () => {
  const stacks = placed(OF_PROD!);
  const json = (id: string) => synthStack(stacks(id));

  test("each place goes on in a role of its account", () => {
    expect(["prod-stack", `prod-${REGION}-stack`].map((id) => roleArn(json(id)))).toEqual(
      Array.from({ length: 2 }, () => member(OF_PROD!, "people")),
    );
    expect(THERE.map((id) => roleArn(json(id)))).toEqual(
      Array.from({ length: 2 }, () => member(OF_PLACE!, "people")),
    );
  });

  test("each account has one stack of roles, held to it, with a state of its own", () => {
    const held = (id: string) => json(id).provider["aws"]![0].allowed_account_ids;
    const keyOf = (id: string) => json(id).terraform["backend"].s3.key;
    expect([held("prod-account-stack"), keyOf("prod-account-stack")]).toEqual([
      [OF_PROD],
      "prod-account/terraform.tfstate",
    ]);
    const other = `prod-account-${OF_PLACE}-stack`;
    expect([held(other), keyOf(other)]).toEqual([
      [OF_PLACE],
      `prod-account-${OF_PLACE}/terraform.tfstate`,
    ]);
  });

  test("all pull from the organization's region, as a copy of images lets in no other account", () => {
    const home = `${ORGANIZATION}.dkr.ecr.ap-northeast-2.amazonaws.com/acme/web:v1`;
    for (const id of ["prod-stack", `prod-${REGION}-stack`, ...THERE]) {
      expect(JSON.stringify(json(id).resource["aws_ecs_task_definition"])).toContain(home);
    }
    expect(json("registry-stack").resource).not.toHaveProperty("aws_ecr_replication_configuration");
  });

  test("who applies it gets into both, and its roles there into nothing further", () => {
    const ids = ["delivery", "bootstrap", "prod-account", `prod-account-${OF_PLACE}`];
    const accounts = new Accounts(ids.map((owner) => json(`${owner}-stack`)));
    const apply = `arn:aws:iam::${ORGANIZATION}:role/acme-apply-prod`;
    expect(accounts.reached(apply).slice(1)).toEqual([
      member(OF_PROD!, "apply"),
      member(OF_PLACE!, "apply"),
    ]);
    const service = (account: string, region: string) => ({
      action: "ecs:UpdateService",
      resource: `arn:aws:ecs:${region}:${account}:service/acme-prod/web`,
    });
    const there = member(OF_PLACE!, "apply");
    expect(accounts.may(there, service(OF_PLACE!, "us-east-1"))).toBe(true);
    expect(accounts.may(there, service(OF_PLACE!, REGION))).toBe(true);
    expect(accounts.may(there, service(OF_PROD!, REGION))).toBe(false);
    expect(accounts.may(apply, service(ORGANIZATION!, REGION))).toBe(false);
  });
});

test("one that lives with the organization has roles in the account of its places alone", () => {
  const stacks = placed(ORGANIZATION!);
  const json = (id: string) => synthStack(stacks(id));
  expect(roleArn(json("prod-stack"))).toBeUndefined();
  expect(THERE.map((id) => roleArn(json(id)))).toEqual(
    Array.from({ length: 2 }, () => member(OF_PLACE!, "people")),
  );
  const ids = ["delivery", "bootstrap", `prod-account-${OF_PLACE}`];
  const accounts = new Accounts(ids.map((owner) => json(`${owner}-stack`)));
  const apply = `arn:aws:iam::${ORGANIZATION}:role/acme-apply-prod`;
  const own = {
    action: "ecs:UpdateService",
    resource: `arn:aws:ecs:${REGION}:${ORGANIZATION}:service/acme-prod/web`,
  };
  expect(accounts.may(apply, own)).toBe(true);
  expect(accounts.reached(apply).slice(1)).toEqual([member(OF_PLACE!, "apply")]);
});
