import {
  PlanStoreBucket,
  type PlanStoreBucketProps,
} from "../../../constructs/delivery/plan-store-bucket";
import { synthConstruct } from "../../support/synth";

export const ALIAS = "arn:aws:kms:ap-northeast-2:111111111111:alias/acme-plans";

export const role = (name: string) => `arn:aws:iam::111111111111:role/${name}`;

/** The bucket `acme-plans`, of dev and prod. */
export const synthStore = (overrides: Partial<PlanStoreBucketProps> = {}) =>
  synthConstruct((scope) => {
    new PlanStoreBucket(scope, "plan-store", {
      bucket: "acme-plans",
      kmsKeyArn: "arn:aws:kms:ap-northeast-2:111111111111:key/1",
      kmsAliasArn: ALIAS,
      breakGlassRoleArn: role("break-glass"),
      planRetentionDays: 30,
      resultRetentionDays: 400,
      readers: { dev: [role("apply-dev")], prod: [role("apply-prod"), role("sso/*Deploy_*")] },
      planners: [role("plan-*")],
      ...overrides,
    });
  });
