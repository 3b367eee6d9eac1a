import type { Configuration } from "@groundwork/configuration";
import { stacksOfAll } from "@groundwork/configuration/place-names";
import type { StepInput } from "@groundwork/constructs/container-service/options";
import type { AwsAccess } from "../core/aws/client";
import { accessIn } from "../core/aws/member";
import { loadConfiguration } from "../core/configured";
import { clusterOf } from "../operate/environment";

/** Where the task definition is: in the account and region of one of the places of an environment. */
export function accessFor(
  { cluster, region, taskDefinition }: Pick<StepInput, "cluster" | "region" | "taskDefinition">,
  env: NodeJS.ProcessEnv,
  { organization, environments }: Configuration = loadConfiguration(),
): AwsAccess {
  const [, account] = /^arn:aws:ecs:[\w-]+:(\d+):/.exec(taskDefinition) ?? [];
  const placed = stacksOfAll(environments).find(
    ({ environment, place }) =>
      clusterOf(organization, environment) === cluster &&
      place.region === region &&
      place.accountId === account,
  );
  return placed ? accessIn(placed.environment, env) : { region, env };
}
