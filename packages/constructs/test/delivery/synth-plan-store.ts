import { PlanStoreBucket, type PlanStoreBucketProps } from "../../src/delivery/plan-store-bucket";
import { LogBucket } from "../../src/state/log-bucket";
import { synthConstruct, type TerraformJson } from "@groundwork/testing/synth";

export const ALIAS = "arn:aws:kms:ap-northeast-2:111111111111:alias/acme-plans";

export const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;

/** The bucket `acme-plans`, of dev and prod, without the one of its access log. */
export const synthStore = (overrides: Partial<PlanStoreBucketProps> = {}): TerraformJson => {
  const json = synthConstruct((scope) => {
    new PlanStoreBucket(scope, "plan-store", {
      bucket: "acme-plans",
      kmsKeyArn: "arn:aws:kms:ap-northeast-2:111111111111:key/1",
      kmsAliasArn: ALIAS,
      keepers: {
        breakGlassRoleArn: role("break-glass"),
        people: [role("sso/*Deploy_*")],
        automation: [role("plan-*"), role("apply-*")],
      },
      logBucket: new LogBucket(scope, "log", {
        bucket: "acme-plans-logs",
        sourceBucket: "acme-plans",
        accountId: "111111111111",
        retentionDays: 400,
      }),
      planRetentionDays: 30,
      resultRetentionDays: 400,
      readers: {
        dev: { folders: ["dev"], roleArns: [role("apply-dev")] },
        prod: { folders: ["prod"], roleArns: [role("apply-prod"), role("sso/*Deploy_*")] },
      },
      planners: [role("plan-*")],
      ...overrides,
    });
  });
  const resource = Object.entries(json.resource).map(([type, byId]) => [
    type,
    Object.fromEntries(Object.entries(byId).filter(([id]) => id.startsWith("plan-store_"))),
  ]);
  return { ...json, resource: Object.fromEntries(resource) };
};
