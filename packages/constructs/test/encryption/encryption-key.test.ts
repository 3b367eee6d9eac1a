import {
  EncryptionKey,
  type EncryptionKeyProps,
  type KeyService,
} from "../../src/encryption/encryption-key";
import { policyDocument, type PolicyStatement } from "../../src/policy-document";
import { decision } from "@groundwork/testing/iam";
import { onlyResource, resourceAddresses, synthConstruct } from "@groundwork/testing/synth";

const synthKey = (overrides: Partial<EncryptionKeyProps> = {}) =>
  synthConstruct((scope) => {
    new EncryptionKey(scope, "key", {
      alias: "alias/acme-dev",
      description: "Logs and notifications of acme-dev",
      accountId: "111111111111",
      region: "eu-central-1",
      services: [],
      preventDestroy: false,
      ...overrides,
    });
  });

const statements = (...services: KeyService[]): PolicyStatement[] =>
  JSON.parse(onlyResource(synthKey({ services }), "aws_kms_key").policy).Statement;

/** What the key policy says to a service's request. */
function answer(service: KeyService, principal: string, action: string, context = {}) {
  const ofPrincipal = statements(service).filter(({ Principal }) =>
    Principal === undefined || Principal === "*"
      ? false
      : [Principal["Service"], Principal["AWS"]].flat().includes(principal),
  );
  return decision(policyDocument(ofPrincipal), { action, resource: "*", context });
}

test("consists of a key and the alias that names it", () => {
  const json = synthKey();
  expect(resourceAddresses(json)).toEqual([
    "aws_kms_alias.key_alias_9418169B",
    "aws_kms_key.key_F64E54E4", // what it encrypted is lost with it: this id must not change
  ]);
  expect(onlyResource(json, "aws_kms_alias")).toMatchObject({
    name: "alias/acme-dev",
    target_key_id: expect.stringMatching(/^\$\{aws_kms_key\.key_.*\.key_id\}$/),
  });
});

test("rotates, and a deletion can be taken back for as long as KMS allows", () => {
  expect(onlyResource(synthKey(), "aws_kms_key")).toMatchObject({
    description: "Logs and notifications of acme-dev",
    enable_key_rotation: true,
    deletion_window_in_days: 30,
  });
});

test("is kept from being destroyed where asked", () => {
  expect(onlyResource(synthKey(), "aws_kms_key")).not.toHaveProperty("lifecycle");
  expect(onlyResource(synthKey({ preventDestroy: true }), "aws_kms_key").lifecycle).toEqual({
    prevent_destroy: true,
  });
});

describe("key policy", () => {
  test("leaves everything to the account, and to services nothing by itself", () => {
    expect(statements()).toEqual([
      {
        Sid: "AccountDecides",
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::111111111111:root" },
        Action: "kms:*",
        Resource: "*",
      },
    ]);
  });

  test("has the statements of each service named, in an order of its own", () => {
    const sids = (...services: KeyService[]) => statements(...services).map(({ Sid }) => Sid);
    expect(sids("events", "logs")).toEqual(["AccountDecides", "LogGroups", "EventRules"]);
    expect(sids("dynamodb", "autoscaling", "events", "cloudwatch", "logs")).toEqual([
      "AccountDecides",
      "LogGroups",
      "Alarms",
      "EventRules",
      "InstanceVolumes",
      "InstanceVolumeGrants",
      "LockTable",
    ]);
  });

  test("lets CloudWatch Logs encrypt log groups of this account and region", () => {
    const ask = (action: string, arn?: string) =>
      answer("logs", "logs.eu-central-1.amazonaws.com", action, {
        ...(arn && { "kms:EncryptionContext:aws:logs:arn": arn }),
      });
    const group = "arn:aws:logs:eu-central-1:111111111111:log-group:/ecs/acme-dev/web";
    for (const action of [
      "Encrypt",
      "Decrypt",
      "ReEncryptFrom",
      "GenerateDataKey",
      "DescribeKey",
    ]) {
      expect([action, ask(`kms:${action}`, group)]).toEqual([action, "Allow"]);
    }
    expect(ask("kms:CreateGrant", group)).toBeUndefined();
    expect(ask("kms:Decrypt")).toBeUndefined();
    expect(ask("kms:Decrypt", group.replace("111111111111", "222222222222"))).toBeUndefined();
    expect(ask("kms:Decrypt", group.replace("eu-central-1", "eu-west-1"))).toBeUndefined();
  });

  test("lets alarms of this account publish to an encrypted topic", () => {
    const ask = (action: string, account: string) =>
      answer("cloudwatch", "cloudwatch.amazonaws.com", action, { "aws:SourceAccount": account });
    expect(ask("kms:Decrypt", "111111111111")).toBe("Allow");
    expect(ask("kms:GenerateDataKey", "111111111111")).toBe("Allow");
    expect(ask("kms:Encrypt", "111111111111")).toBeUndefined();
    expect(ask("kms:Decrypt", "222222222222")).toBeUndefined();
  });

  test("lets EventBridge publish to topics of this account, though it does not say for whom", () => {
    // No aws:SourceAccount in these requests: EventBridge sends none.
    const ask = (action: string, topic: string) =>
      answer("events", "events.amazonaws.com", action, {
        "kms:EncryptionContext:aws:sns:topicArn": topic,
      });
    const topic = "arn:aws:sns:eu-central-1:111111111111:acme-dev";
    expect(ask("kms:Decrypt", topic)).toBe("Allow");
    expect(ask("kms:GenerateDataKey", topic)).toBe("Allow");
    expect(ask("kms:Encrypt", topic)).toBeUndefined();
    expect(ask("kms:Decrypt", topic.replace("111111111111", "222222222222"))).toBeUndefined();
  });

  test("lets Auto Scaling use volumes, and make grants for EC2 alone", () => {
    const role = "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling";
    const ask = (action: string, context = {}) =>
      answer("autoscaling", "*", action, {
        "kms:CallerAccount": "111111111111",
        "aws:PrincipalArn": `arn:aws:iam::111111111111:${role}`,
        ...context,
      });
    expect(ask("kms:GenerateDataKeyWithoutPlaintext")).toBe("Allow");
    expect(ask("kms:CreateGrant", { "kms:GrantIsForAWSResource": "true" })).toBe("Allow");
    expect(ask("kms:CreateGrant", { "kms:GrantIsForAWSResource": "false" })).toBeUndefined();
    expect(
      ask("kms:Decrypt", { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/x" }),
    ).toBeUndefined();
    expect(ask("kms:Decrypt", { "kms:CallerAccount": "222222222222" })).toBeUndefined();
  });

  test("lets those of this account who may use a table use its key by way of DynamoDB", () => {
    const ask = (action: string, context = {}) =>
      answer("dynamodb", "*", `kms:${action}`, {
        "kms:CallerAccount": "111111111111",
        "kms:ViaService": "dynamodb.eu-central-1.amazonaws.com",
        ...context,
      });
    for (const action of [
      "Encrypt",
      "Decrypt",
      "ReEncryptFrom",
      "GenerateDataKey",
      "CreateGrant",
      "DescribeKey",
    ]) {
      expect([action, ask(action)]).toEqual([action, "Allow"]);
    }
    expect(ask("ScheduleKeyDeletion")).toBeUndefined();
    expect(ask("Decrypt", { "kms:CallerAccount": "222222222222" })).toBeUndefined();
    expect(ask("Decrypt", { "kms:ViaService": "s3.eu-central-1.amazonaws.com" })).toBeUndefined();
    expect(
      ask("Decrypt", { "kms:ViaService": "dynamodb.eu-west-1.amazonaws.com" }),
    ).toBeUndefined();
  });

  test("no service has a statement without a condition", () => {
    const services = ["logs", "cloudwatch", "events", "autoscaling", "dynamodb"] as const;
    const [, ...ofServices] = statements(...services);
    for (const { Sid, Condition } of ofServices) {
      expect([Sid, Object.keys(Condition ?? {})]).not.toEqual([Sid, []]);
    }
  });
});

describe("fails", () => {
  test.each<[string, string]>([
    ["on an alias without its prefix", "acme-dev"],
    ["on an alias of AWS's own", "alias/aws/acme"],
    ["on an empty alias", "alias/"],
    ["on a character that KMS refuses", "alias/acme.dev"],
  ])("%s", (_, alias) => {
    expect(() => synthKey({ alias })).toThrow(
      `test-stack/key.alias: got "${alias}", expected "alias/" and 1 to 250 letters`,
    );
  });

  test("on an alias too long, of which the beginning is told", () => {
    expect(() => synthKey({ alias: `alias/${"a".repeat(251)}` })).toThrow(
      /test-stack\/key\.alias: got "alias\/a{100,}\.\.\., expected "alias\/" and 1 to 250 letters/,
    );
  });

  test("not on the longest alias that KMS takes", () => {
    expect(() => synthKey({ alias: `alias/${"a".repeat(250)}` })).not.toThrow();
  });
});
