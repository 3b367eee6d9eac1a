import { CodeDeployClient } from "@aws-sdk/client-codedeploy";
import { ECSClient } from "@aws-sdk/client-ecs";
import { OperationError } from "../core/errors";
import { clientOf, type AwsAccess } from "../core/aws/client";
import { awsError } from "../core/aws/error";
import { deploy } from "./deploy";
import { propertiesOf, type HandOver } from "./hand-over";
import { running } from "./running";

export interface ServicesOptions {
  readonly stack: string;
  readonly region: string;
  /** @default those of the environment variables */
  readonly credentials?: AwsAccess["credentials"];
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  /** Milliseconds between two looks at a deployment. @default 5000 */
  readonly pollMs?: number | undefined;
}

/** Whether there is somebody to deploy: an emulator of AWS that has no CodeDeploy has nobody. */
export const hasCodeDeploy = (env: NodeJS.ProcessEnv): boolean =>
  !env["AWS_ENDPOINT_URL"] || Boolean(env["AWS_ENDPOINT_URL_CODEDEPLOY"]);

/** Services that do not run what was applied. */
export async function outdated(
  services: readonly HandOver[],
  { say, ...options }: ServicesOptions,
): Promise<HandOver[]> {
  const ecs = clientOf("ECS", ECSClient, options);
  const found: HandOver[] = [];
  for (const service of services) {
    const { taskDefinition, isCurrent } = await running(ecs, service);
    const [now, next] = [taskDefinition, propertiesOf(service).TaskDefinition].map(shortly);
    if (!isCurrent) found.push(service);
    const change = now === next ? `${next}, in another place` : `${now} -> ${next}`;
    say(`${service.serviceName}: ${isCurrent ? `runs ${next} already` : change}`);
  }
  ecs.destroy();
  return found;
}

/**
 * Has CodeDeploy deploy the services, all at once.
 *
 * @throws OperationError that names each that was not deployed
 */
export async function deployAll(
  services: readonly HandOver[],
  options: ServicesOptions,
): Promise<void> {
  const client = clientOf("CODEDEPLOY", CodeDeployClient, options);
  const ended = await Promise.allSettled(
    services.map((service) =>
      deploy(service, { ...options, client }).catch((error: unknown) => {
        if (error instanceof OperationError) throw error;
        throw awsError(`${service.serviceName}: CodeDeploy refused`, error);
      }),
    ),
  );
  client.destroy();
  const failed = ended.flatMap((one) =>
    one.status === "rejected" ? [one.reason as OperationError] : [],
  );
  const [first] = failed;
  if (first === undefined) return;
  throw new OperationError(failed.map(({ message }) => message).join("\n"), first.exitCode);
}

/** `arn:aws:ecs:...:task-definition/acme-dev-web:7` -> `acme-dev-web:7`. */
const shortly = (taskDefinitionArn: string): string => taskDefinitionArn.replace(/^.*\//, "");
