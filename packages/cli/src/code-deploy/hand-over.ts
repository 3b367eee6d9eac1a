import { z } from "zod";
import type { Configuration, Environment } from "@groundwork/configuration";
import { environmentServedBy } from "../core/stack-of";
import { ownCommand } from "@groundwork/constructs/own-command";
import { OperationError } from "../core/errors";

/** Output of an environment's stack: what CodeDeploy is told, by service. */
const OUTPUT = "code-deploy";

const handOver = z.object({
  application: z.string(),
  deploymentGroup: z.string(),
  clusterName: z.string(),
  serviceName: z.string(),
  waitsMinutes: z.number(),
  appSpec: z.looseObject({
    Resources: z.tuple([
      z.object({
        TargetService: z.looseObject({
          Properties: z.looseObject({
            TaskDefinition: z.string(),
            CapacityProviderStrategy: z.array(
              z.object({ CapacityProvider: z.string(), Base: z.number(), Weight: z.number() }),
            ),
            NetworkConfiguration: z.object({
              AwsvpcConfiguration: z.object({
                Subnets: z.array(z.string()),
                SecurityGroups: z.array(z.string()),
                AssignPublicIp: z.string(),
              }),
            }),
          }),
        }),
      }),
    ]),
  }),
});

/** The facts that are needed to deploy a service. */
export type HandOver = z.output<typeof handOver>;

/** The new tasks of a service. */
export const propertiesOf = ({ appSpec }: HandOver) =>
  appSpec.Resources[0].TargetService.Properties;

/** The services of a stack that CodeDeploy deploys. */
export interface HandedOver {
  readonly environment: Environment;
  readonly services: readonly HandOver[];
}

/**
 * The services of a stack that CodeDeploy deploys, as they were applied; undefined where it deploys
 * none.
 *
 * @throws OperationError when there must be some and the outputs do not have them
 */
export function handedOver(
  stack: string,
  { environments }: Pick<Configuration, "environments">,
  outputs: Readonly<Record<string, unknown>> | undefined,
): HandedOver | undefined {
  const environment = environmentServedBy(stack, { environments });
  const expected = environment ? servicesOf(environment) : [];
  if (environment === undefined || expected.length === 0) return undefined;
  const result = z.record(z.string(), handOver).safeParse(outputs?.[OUTPUT]);
  if (result.success) return { environment, services: Object.values(result.data) };
  throw new OperationError(
    `${stack}: got no output ${OUTPUT} that says how to deploy ${expected.join(", ")}, ` +
      `so nothing was handed over to CodeDeploy. Apply the stack, then: ${ownCommand(`code-deploy ${stack}`)}`,
  );
}

const servicesOf = ({ services }: Environment): string[] =>
  services
    .filter(({ deployment }) => deployment.strategy === "CODE_DEPLOY")
    .map(({ name }) => name);
