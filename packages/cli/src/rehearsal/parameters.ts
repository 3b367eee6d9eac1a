import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { GetTopicAttributesCommand, type SNSClient } from "@aws-sdk/client-sns";
import { GetParametersByPathCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Configuration } from "@groundwork/configuration";
import { deliveryParameters } from "@groundwork/configuration/delivery-parameters";
import { OperationError } from "../core/errors";
import { awsError } from "../core/aws-error";
import type { AwsClients } from "../state/clients";

/** Puts the parameters of delivery-stack where that would have put them. */
export async function putParameters(
  configuration: Configuration,
  { ssm }: AwsClients,
): Promise<void> {
  for (const { name: Name, description: Description, value: Value } of deliveryParameters(
    configuration,
  )) {
    await ssm.send(
      new PutParameterCommand({ Name, Description, Value, Type: "String", Overwrite: true }),
    );
  }
}

/**
 * Finds bucket and topics as whoever has no checkout does: an application's pipeline, by asking SSM.
 *
 * @throws OperationError when one is missing, or names what is not there
 */
export async function followParameters(
  configuration: Configuration,
  { ssm, s3 }: AwsClients,
  sns: SNSClient,
): Promise<void> {
  const { Parameters = [] } = await ssm.send(
    new GetParametersByPathCommand({
      Path: `/${configuration.organization.name}/delivery`,
      Recursive: true,
    }),
  );
  const found = new Map(Parameters.map(({ Name, Value }) => [Name!, Value!]));
  const expected = deliveryParameters(configuration).map(({ name }) => name);
  const missing = expected.filter((name) => !found.has(name));
  if (missing.length > 0) {
    throw new OperationError(`SSM: got no ${missing.join(", ")}, which delivery-stack makes`);
  }
  for (const [name, value] of found) {
    try {
      if (name.endsWith("/plan-bucket")) await s3.send(new HeadBucketCommand({ Bucket: value }));
      if (name.endsWith("/topic-arn")) {
        await sns.send(new GetTopicAttributesCommand({ TopicArn: value }));
      }
    } catch (error) {
      throw awsError(`${name}: got ${value}, which is not there`, error);
    }
  }
}
