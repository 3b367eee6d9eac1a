import type { Configuration } from "./check";
import {
  deliveryNames,
  pipelineName,
  repositoryArn,
  repositoryName,
  serviceRepository,
} from "./names";
import type { Environment } from "./environment";
import { environmentStacks } from "./place-names";
import { wavesOf } from "./waves";
import { nodeVersion } from "./node-version";
import { proposedTo, runsOn } from "./proposals";

/** The pipeline that delivers, and undefined where there is none, or nothing to deliver. */
export function deliveryPipeline({ organization, environments }: Configuration) {
  const { pipeline, planExpiryHours } = organization.delivery;
  if (!pipeline || environments.length === 0) return undefined;
  const services = Object.entries(pipeline.image?.services ?? {});
  const pushed = pipeline.pushedImages?.services;
  return {
    ...pipeline,
    name: pipelineName(organization),
    nodeVersion: nodeVersion(),
    artifactBucket: deliveryNames(organization).pipelineBucket,
    // CodePipeline waits for a person for 60 days at most.
    approvalTimeoutMinutes: Math.min(planExpiryHours * 60, 86_400),
    logRetentionDays: 90,
    images: services.map(([service, folder]) => ({
      service,
      folder,
      repository: serviceRepository(organization, service),
      repositoryArn: repositoryArn(organization, repositoryName(organization, service)),
      // One kind, as was checked.
      architecture: runsOn(environments, service)[0]!,
    })),
    places: placesOf(environments),
    pushedRepositories: pushed?.map((service) => repositoryName(organization, service)),
    proposesTo: [
      ...new Set(
        [...services.map(([service]) => service), ...(pushed ?? [])].flatMap((service) =>
          proposedTo({ organization, environments }, service),
        ),
      ),
    ],
  };
}

/** The stacks of environments that have several, each with its wave; undefined where none has. */
function placesOf(environments: readonly Environment[]) {
  const several = environments.filter((environment) => environmentStacks(environment).length > 1);
  if (several.length === 0) return undefined;
  return Object.fromEntries(
    several.map((environment) => [
      environment.name,
      wavesOf(environmentStacks(environment), environment.waves.sizes).flatMap((stacks, wave) =>
        stacks.map(({ name }) => ({ name, wave })),
      ),
    ]),
  );
}
