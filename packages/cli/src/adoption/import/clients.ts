import type { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { clientOf, type AwsAccess } from "../../core/aws/client";
import { awsClients, type AwsClients } from "../../state/clients";
import { ATTEMPTS, regionClients, type RegionClients } from "../clients";

/** What an account and a region of it are asked with, about all that a stack may have. */
export interface ImportClients extends RegionClients, Pick<AwsClients, "iam" | "s3" | "ssm"> {
  readonly alarms: CloudWatchClient;
  readonly codeDeploy: CodeDeployClient;
  readonly events: EventBridgeClient;
  readonly scaling: ApplicationAutoScalingClient;
}

/** They are loaded with the command alone. */
export async function importClients(access: AwsAccess): Promise<ImportClients> {
  const [region, cloudWatch, codeDeploy, events, scaling] = await Promise.all([
    regionClients(access),
    import("@aws-sdk/client-cloudwatch"),
    import("@aws-sdk/client-codedeploy"),
    import("@aws-sdk/client-eventbridge"),
    import("@aws-sdk/client-application-auto-scaling"),
  ]);
  const { iam, s3, ssm } = awsClients(access);
  const patient = { maxAttempts: ATTEMPTS };
  return {
    ...region,
    iam,
    s3,
    ssm,
    alarms: clientOf("CLOUDWATCH", cloudWatch.CloudWatchClient, access, patient),
    codeDeploy: clientOf("CODEDEPLOY", codeDeploy.CodeDeployClient, access, patient),
    events: clientOf("EVENTBRIDGE", events.EventBridgeClient, access, patient),
    scaling: clientOf(
      "APPLICATION_AUTO_SCALING",
      scaling.ApplicationAutoScalingClient,
      access,
      patient,
    ),
  };
}
