import { ConfigurationError } from "@groundwork/constructs/configuration-error";
import { standIn } from "@groundwork/cli/stand-ins/stand-ins";
import { environmentInput, github, pipeline } from "../../src/configuration";
import { decision } from "../../src/iam";
import { annotations, onlyResource, resourceAddresses, synthStack } from "../../src/synth";
import { deliveryStack, dev, prod, synthDelivery } from "../../src/synth-delivery";

/** What there is in any case. */
const core = [
  "aws_kms_alias.plan-key_alias_D154916C",
  "aws_kms_alias.topic-key_alias_4F73D622",
  "aws_kms_key.plan-key_BCF77DA2", // stateful: without it no plan can be read
  "aws_kms_key.topic-key_5288D464", // stateful: what waits to be delivered
  "aws_s3_bucket.log-bucket_38F5EEF0", // stateful: who read which plan
  "aws_s3_bucket.plan-store_bucket_0A528804", // stateful: what was approved and applied
  "aws_s3_bucket_lifecycle_configuration.log-bucket_lifecycle_56C1500A",
  "aws_s3_bucket_lifecycle_configuration.plan-store_lifecycle_53EB3B00",
  "aws_s3_bucket_logging.plan-store_logging_A3E47EB6",
  "aws_s3_bucket_ownership_controls.log-bucket_ownership_B21303B5",
  "aws_s3_bucket_ownership_controls.plan-store_ownership_9CCEAA08",
  "aws_s3_bucket_policy.log-bucket_policy_0ACE94FE", // only S3 writes logs
  "aws_s3_bucket_policy.plan-store_policy_848D94E3",
  "aws_s3_bucket_public_access_block.log-bucket_public-access_2566DBF1",
  "aws_s3_bucket_public_access_block.plan-store_public-access_092579BC",
  "aws_s3_bucket_server_side_encryption_configuration.log-bucket_encryption_DC3C77C8",
  "aws_s3_bucket_server_side_encryption_configuration.plan-store_encryption_62D7E0E5",
  "aws_s3_bucket_versioning.plan-store_versioning_E9FBCFD9",
  "aws_sns_topic.topics_dev_topic_94BB85B9", // one an environment
  "aws_sns_topic.topics_prod_topic_D307568C",
  "aws_sns_topic_policy.topics_dev_policy_D6332710",
  "aws_sns_topic_policy.topics_prod_policy_AF0DAA17",
  "aws_ssm_parameter.delivery-plan-bucket", // what those ask for who have no checkout
  "aws_ssm_parameter.delivery-plan-key",
  "aws_ssm_parameter.dev-topic-arn",
  "aws_ssm_parameter.prod-topic-arn",
];

const added = (...args: Parameters<typeof deliveryStack>) =>
  resourceAddresses(synthDelivery(...args)).filter((address) => !core.includes(address));

test("without a workflow there are a store and topics, and no role at all", () => {
  expect(resourceAddresses(synthDelivery())).toEqual(core);
});

test("with a folder of plans there are topics alone", () => {
  const folder = { store: { type: "folder", path: "plans" } } as const;
  const ofPlans = /plan|log-bucket/;
  expect(resourceAddresses(synthDelivery(folder))).toEqual(
    core.filter((one) => !ofPlans.test(one)),
  );
});

test("nobody but people applies bootstrap and delivery", () => {
  const names = Object.values(synthDelivery({ github, pipeline }).resource["aws_iam_role"]!).map(
    ({ name }) => name,
  );
  expect(names.filter((name) => /apply/.test(name)).toSorted()).toEqual([
    "acme-apply-dev",
    "acme-apply-prod",
    "acme-apply-registry",
    "acme-delivery-apply-dev",
    "acme-delivery-apply-prod",
    "acme-delivery-apply-registry",
  ]);
});

test("who applies is bound, and so are the pipeline's builds that apply", () => {
  const { aws_iam_role: roles, aws_iam_policy: policies } = synthDelivery({ github, pipeline })
    .resource as Record<string, Record<string, any>>;
  const bound = Object.fromEntries(
    Object.values(roles!).flatMap(({ name, permissions_boundary: arn }) => {
      if (!arn) return [];
      // By reference, so that the boundary is there before the role, and goes after it.
      const [, id] = /^\$\{aws_iam_policy\.(.+)\.arn\}$/.exec(arn)!;
      return [[name, policies![id!].name]];
    }),
  );
  expect(bound).toEqual({
    "acme-apply-dev": "acme-boundary-apply-dev",
    "acme-apply-prod": "acme-boundary-apply-prod",
    "acme-apply-registry": "acme-boundary-apply-registry",
    "acme-delivery-apply-dev": "acme-boundary-apply-dev",
    "acme-delivery-apply-prod": "acme-boundary-apply-prod",
    "acme-delivery-apply-registry": "acme-boundary-apply-registry",
  });
});

const onlyPolicyOf = (json: ReturnType<typeof synthDelivery>, construct: string): string =>
  Object.entries(json.resource["aws_s3_bucket_policy"]!).find(([id]) =>
    id.startsWith(construct),
  )![1].policy;

test("who fetches plans: roles that apply, people that may, and nobody else", () => {
  const person = "arn:aws:iam::111111111111:role/aws-reserved/*Deploy_*";
  const json = synthDelivery({ github, pipeline, appliers: [person] });
  const { Statement } = JSON.parse(onlyPolicyOf(json, "plan-store"));
  const readers = (sid: string) =>
    Statement.find(({ Sid }: { Sid: string }) => Sid === sid).Condition.ArnNotLike[
      "aws:PrincipalArn"
    ].map((arn: string) => arn.replace("arn:aws:iam::111111111111:role/", ""));
  expect(readers("DenyPlansOfProd")).toEqual([
    "acme-apply-prod",
    "acme-delivery-apply-prod",
    "aws-reserved/*Deploy_*",
    "break-glass",
  ]);
  expect(readers("DenyPlansOfDelivery")).toEqual(["aws-reserved/*Deploy_*", "break-glass"]);
  expect(readers("DenyPlansOfBootstrap")).toEqual(["aws-reserved/*Deploy_*", "break-glass"]);
});

test("as long as no workflow applies, IAM alone says who fetches plans", () => {
  expect(onlyPolicyOf(synthDelivery(), "plan-store")).not.toContain("DenyPlans");
  expect(onlyPolicyOf(synthDelivery({ github }), "plan-store")).toContain("DenyPlansOfDev");
});

test("options arrive in the store", () => {
  const json = synthDelivery({ planRetentionDays: 10, resultRetentionDays: 20 });
  const lifecycles = json.resource["aws_s3_bucket_lifecycle_configuration"]!;
  const [plans, summaries] = lifecycles["plan-store_lifecycle_53EB3B00"].rule;
  expect([plans.expiration, summaries.expiration]).toEqual([[{ days: 10 }], [{ days: 20 }]]);
  // Who read a plan is known for as long as what became of it.
  expect(lifecycles["log-bucket_lifecycle_56C1500A"].rule[0].expiration).toEqual([{ days: 20 }]);
  expect(Object.values(json.resource["aws_s3_bucket"]!).map(({ bucket }) => bucket)).toEqual([
    "acme-111111111111-ap-northeast-2-plans-logs",
    "acme-111111111111-ap-northeast-2-plans",
  ]);
  expect(Object.values(json.resource["aws_kms_alias"]!).map(({ name }) => name)).toEqual([
    "alias/acme-plans",
    "alias/acme-delivery",
  ]);
});

test("who reads plans is logged, and the log takes those of the plan store alone", () => {
  const json = synthDelivery();
  expect(onlyResource(json, "aws_s3_bucket_logging")).toMatchObject({
    bucket: "${aws_s3_bucket.plan-store_bucket_0A528804.id}",
    target_bucket: "${aws_s3_bucket.log-bucket_38F5EEF0.id}",
    target_prefix: "acme-111111111111-ap-northeast-2-plans/",
    // S3 refuses a target that it may not write to.
    depends_on: ["aws_s3_bucket_policy.log-bucket_policy_0ACE94FE"],
  });
  const asked = (source: string) =>
    decision(onlyPolicyOf(json, "log-bucket"), {
      action: "s3:PutObject",
      resource: "arn:aws:s3:::acme-111111111111-ap-northeast-2-plans-logs/x",
      context: {
        "aws:SourceArn": `arn:aws:s3:::${source}`,
        "aws:SourceAccount": "111111111111",
        "aws:SecureTransport": "true",
      },
    });
  expect(asked("acme-111111111111-ap-northeast-2-plans")).toBe("Allow");
  expect(asked("acme-dev-alb-1")).toBeUndefined();
});

test("people are told by mail, and by Slack once a channel", () => {
  const slack = { workspaceId: "T1", channelId: "C1" };
  const environments = [
    { ...dev, delivery: { slack } },
    { ...prod, delivery: { slack, emails: ["lead@example.com"] } },
  ];
  expect(added({}, environments)).toEqual([
    "aws_chatbot_slack_channel_configuration.slack_C1_channel_7724295A",
    "aws_iam_role.slack_C1_role_34619883",
    expect.stringMatching(/^aws_sns_topic_subscription\.topics_prod_email-/),
  ]);
  const json = synthDelivery({}, environments);
  expect(onlyResource(json, "aws_sns_topic_subscription").endpoint).toBe("lead@example.com");
  const { sns_topic_arns } = onlyResource(json, "aws_chatbot_slack_channel_configuration");
  expect(sns_topic_arns).toHaveLength(2);
  // By way of the topics' policies: the channel waits until they may be published to.
  expect(sns_topic_arns[0]).toMatch(/^\$\{aws_sns_topic_policy\.topics_dev/);
});

test("topics have the names that commands publish to, and are encrypted", () => {
  const topics = Object.values(synthDelivery().resource["aws_sns_topic"]!);
  expect(topics.map(({ name }) => name)).toEqual(["acme-dev-delivery", "acme-prod-delivery"]);
  for (const { kms_master_key_id } of topics) {
    expect(kms_master_key_id).toBe("${aws_kms_key.topic-key_5288D464.arn}");
  }
});

test("parameters say where things are", () => {
  const parameters = Object.values(synthDelivery({ github }).resource["aws_ssm_parameter"]!);
  const names = parameters.map(({ name }) => name).toSorted();
  expect(names).toContain("/acme/delivery/dev/topic-arn");
  expect(names).toContain("/acme/delivery/delivery/plan-bucket");
  expect(names).toContain("/acme/delivery/delivery/apply-prod-role-arn");
  expect(names.filter((name) => !name.startsWith("/acme/delivery/"))).toEqual([]);
});

test("where states lie elsewhere roles have nothing of S3's and DynamoDB's for them", () => {
  const policies = (type: "gcs" | "s3") => {
    const backend = { type, bucket: "states" };
    const { resource } = synthDelivery({ github }, [dev, prod], { backend });
    return JSON.stringify([resource["aws_iam_policy"], resource["aws_iam_role_policy"]]);
  };
  const ofStates = /:::states|terraform-locks|LeadingKeys|-state"/;
  expect(policies("s3")).toMatch(ofStates);
  expect(policies("gcs")).not.toMatch(ofStates);
  expect(policies("gcs")).toContain("FetchPlans");
});

test("where states go with the machine of each run there are no roles", () => {
  const local = { backend: { type: "local" as const } };
  expect(synthDelivery({}, [dev, prod], local).resource).not.toHaveProperty("aws_iam_role");
  expect(() => synthDelivery({ github }, [dev, prod], local)).toThrow(ConfigurationError);
});

test("environments may have any name that is left", () => {
  const names = ["shared", "read", "github", "slack", "topics", "dev", "dev-eu"];
  const environments = names.map((name) => environmentInput(name));
  expect(() => synthDelivery({ github, pipeline }, environments)).not.toThrow();
});

test("twelve environments fit", () => {
  const environments = Array.from({ length: 12 }, (_, index) => environmentInput(`env-${index}`));
  expect(() => synthDelivery({ github, pipeline }, environments)).not.toThrow();
});

test("no policy finds anything but what is acknowledged, and no reference leads out", () => {
  const stack = deliveryStack({ github, pipeline });
  const json = synthStack(stack);
  expect(annotations(stack)).toEqual([]);
  expect(standIn("delivery-stack", json as object).problems).toEqual([]);
});

describe("who can approve, where production demands it", () => {
  const said = (...args: Parameters<typeof deliveryStack>) => {
    const stack = deliveryStack(...args);
    synthStack(stack);
    return annotations(stack);
  };

  test("is said where nothing tells a workflow's people from those of the sign-on", () => {
    expect(said()).toEqual([
      expect.stringMatching(/^warn delivery-stack: four-eyes: plans of prod /),
    ]);
    expect(said()[0]).toContain('people: { "<GitHub login>": ');
    expect(said({}, [{ ...dev, delivery: { approval: true } }, prod])[0]).toContain("dev, prod");
  });

  test.each<[string, Parameters<typeof deliveryStack>]>([
    ["people are named", [{ people: { kim: "kim@acme.com" } }]],
    ["nobody needs a name", [{ people: {} }]],
    ["a workflow plans", [{ github }]],
    ["a pipeline does", [{ pipeline }]],
    ["nobody has to approve", [{}, [dev, { ...prod, delivery: { approval: false } }]]],
  ])("nothing where %s", (_, args) => expect(said(...args)).toEqual([]));
});
