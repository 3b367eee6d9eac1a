import { HeadBucketCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand, GetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParametersByPathCommand, PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Configuration } from "@groundwork/configuration";
import { deliveryParameters } from "@groundwork/configuration/delivery-parameters";
import { deliveryNames } from "@groundwork/configuration/names";
import { OperationError } from "../core/errors";
import { accessTo, telling } from "../core/aws/client";
import { awsError } from "../core/aws/error";
import { ensureBucket, inspectBucket } from "../state/backend/bucket";
import type { AwsClients } from "../state/clients";
import type { EmulatorAccess } from "../core/aws/emulator-access";

/**
 * Makes the parts of delivery-stack that the commands need, under the names that they know, because
 * the stack's own resources are stand-ins in a rehearsal. Existing parts stay.
 *
 * @param env that of the rehearsal
 * @throws OperationError when the parameters do not lead to it
 */
export async function makeDeliveryParts(
  configuration: Configuration,
  clients: AwsClients,
  access: EmulatorAccess,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { organization, environments } = configuration;
  const { planBucket, topicName } = deliveryNames(organization);
  const { region, accountId } = organization;
  const location = { bucket: planBucket, region, accountId };
  await ensureBucket(clients, location, await inspectBucket(clients, location));
  const toSns = accessTo("SNS", { ...access, env });
  const sns = telling(new SNSClient(toSns), toSns);
  for (const { name } of environments) {
    await sns.send(new CreateTopicCommand({ Name: topicName(name) }));
  }
  await putParameters(configuration, clients);
  await followParameters(configuration, clients, sns);
  sns.destroy();
}

/** Puts the parameters of delivery-stack where that would have put them. */
async function putParameters(configuration: Configuration, { ssm }: AwsClients): Promise<void> {
  for (const { name: Name, description: Description, value: Value } of deliveryParameters(
    configuration,
  )) {
    await ssm.send(
      new PutParameterCommand({ Name, Description, Value, Type: "String", Overwrite: true }),
    );
  }
}

/**
 * Finds bucket and topics by asking SSM, as a client without a checkout does, such as an
 * application's pipeline.
 *
 * @throws OperationError when one is missing, or names what is not there
 */
async function followParameters(
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
