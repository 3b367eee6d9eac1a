import { deliveryNames, statePolicyArn } from "../src/names";
import { configuration } from "@groundwork/testing/configuration";

test("names that commands, stacks and workflows agree on", () => {
  const { organization } = configuration();
  const names = deliveryNames(organization);
  expect({
    ...names,
    topicName: names.topicName("dev"),
    topicArn: names.topicArn("dev"),
    parameterPath: names.parameterPath("dev"),
    roleName: names.roleName("apply-dev"),
    roleArn: names.roleArn("plan-pr"),
    boundaryName: names.boundaryName("dev"),
    boundaryArn: names.boundaryArn("dev"),
    applyBoundaryName: names.applyBoundaryName("dev"),
  }).toEqual({
    planBucket: "acme-111111111111-ap-northeast-2-plans",
    planLogBucket: "acme-111111111111-ap-northeast-2-plans-logs",
    kmsAlias: "alias/acme-plans",
    kmsAliasArn: "arn:aws:kms:ap-northeast-2:111111111111:alias/acme-plans",
    topicKmsAlias: "alias/acme-delivery",
    pipelineBucket: "acme-111111111111-ap-northeast-2-pipeline",
    topicName: "acme-dev-delivery",
    topicArn: "arn:aws:sns:ap-northeast-2:111111111111:acme-dev-delivery",
    parameterPath: "/acme/delivery/dev",
    roleName: "acme-apply-dev",
    roleArn: "arn:aws:iam::111111111111:role/acme-plan-pr",
    boundaryName: "acme-boundary-dev",
    boundaryArn: "arn:aws:iam::111111111111:policy/acme-boundary-dev",
    applyBoundaryName: "acme-boundary-apply-dev",
  });
  expect(statePolicyArn(organization, "dev")).toBe(
    "arn:aws:iam::111111111111:policy/acme-dev-state",
  );
});
