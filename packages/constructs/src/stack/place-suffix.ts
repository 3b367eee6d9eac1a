import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { Aspects, type IAspect, type TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { check } from "../check";

/**
 * Ends the names of a stack's roles, dashboards and buckets in the place that it is made in: those of
 * IAM and of dashboards are an account's and those of buckets everybody's, so the same stack in a
 * second region would find them taken. An aspect, so that it holds for constructs to come as well.
 */
export function nameByPlace(stack: TerraformStack, suffix: string): void {
  Aspects.of(stack).add(new PlaceSuffix(suffix));
}

/** Characters that IAM takes (IAM user guide, "IAM and AWS STS quotas"), CloudWatch and S3. */
const MOST = { role: 64, profile: 128, policy: 128, dashboard: 255, bucket: 63 };

class PlaceSuffix implements IAspect {
  constructor(private readonly suffix: string) {}

  visit(construct: IConstruct): void {
    if (construct instanceof IamRole) {
      construct.name = this.ended(construct, construct.nameInput, MOST.role);
    } else if (construct instanceof IamInstanceProfile) {
      construct.name = this.ended(construct, construct.nameInput, MOST.profile);
    } else if (construct instanceof IamPolicy) {
      construct.name = this.ended(construct, construct.nameInput, MOST.policy);
    } else if (construct instanceof CloudwatchDashboard) {
      construct.dashboardName = this.ended(construct, construct.dashboardNameInput, MOST.dashboard);
    } else if (construct instanceof S3Bucket) {
      construct.bucket = this.ended(construct, construct.bucketInput, MOST.bucket);
    }
  }

  /** What AWS names itself is nobody's twice; the properties take that as well. */
  private ended(construct: IConstruct, name: string | undefined, most: number): string {
    if (name === undefined) return undefined as unknown as string;
    const ended = `${name}-${this.suffix}`;
    check(
      construct,
      "name",
      ended,
      ended.length <= most,
      `at most ${most} characters with the place`,
    );
    return ended;
  }
}
