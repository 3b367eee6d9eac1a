import type { Configuration } from "./check";
import { repositoryParameter } from "./delivery-parameters";
import { deliveryNames, repositoryArn, repositoryName, serviceRepository } from "./names";
import { applicationPipelineName, pipelineName } from "./pipeline-names";
import type { Environment } from "./environment";
import { environmentStacks } from "./place-names";
import { hasLayers, roundsOf } from "./rounds";
import { wavesOf } from "./waves";
import { nodeVersion } from "./node-version";
import { proposedTo, pushedServices, runsOn } from "./proposals";

/** The pipeline that delivers, and undefined where there is none, or nothing to deliver. */
export function deliveryPipeline({ organization, environments }: Configuration) {
  const { pipeline, planExpiryHours } = organization.delivery;
  if (!pipeline || environments.length === 0) return undefined;
  const services = Object.entries(pipeline.image?.services ?? {});
  const pushed = pipeline.pushedImages?.services;
  const applications = Object.entries(pipeline.applications ?? {});
  const configuration = { organization, environments };
  const proposesTo = (names: readonly string[]) => [
    ...new Set(names.flatMap((service) => proposedTo(configuration, service))),
  ];
  return {
    ...pipeline,
    name: pipelineName(organization),
    nodeVersion: nodeVersion(),
    artifactBucket: deliveryNames(organization).pipelineBucket,
    // CodePipeline waits for a person for 60 days at most.
    approvalTimeoutMinutes: Math.min(planExpiryHours * 60, 86_400),
    logRetentionDays: 90,
    images: imagesOf(configuration, services),
    places: placesOf(environments),
    pushedRepositories: pushed?.map((service) => repositoryName(organization, service)),
    applicationPipelines: applications.map(([application, own]) => {
      const names = Object.keys(own.services);
      return {
        application,
        name: applicationPipelineName(organization, application),
        images: imagesOf(configuration, Object.entries(own.services)).map((image) => ({
          ...image,
          repositoryParameter: repositoryParameter(organization, image.service).name,
        })),
        repositories: names.map((service) => repositoryName(organization, service)),
        toldTo: proposesTo(names),
      };
    }),
    proposesTo: proposesTo([
      ...services.map(([service]) => service),
      ...pushedServices(organization),
    ]),
  };
}

/** The stacks of environments that have several, each with its layer and wave; undefined where none has. */
function placesOf(environments: readonly Environment[]) {
  const several = environments.filter((environment) => environmentStacks(environment).length > 1);
  if (several.length === 0) return undefined;
  return Object.fromEntries(
    several.map((environment) => [
      environment.name,
      roundsOf(environment).flatMap(({ layer, stacks }) =>
        wavesOf(stacks, environment.waves.sizes).flatMap((some, wave) =>
          some.map(({ name }) => ({ name, wave, ...(hasLayers(environment) && { layer }) })),
        ),
      ),
    ]),
  );
}

const imagesOf = (
  { organization, environments }: Configuration,
  services: readonly (readonly [service: string, folder: string])[],
) =>
  services.map(([service, folder]) => ({
    service,
    folder,
    repository: serviceRepository(organization, service),
    repositoryArn: repositoryArn(organization, repositoryName(organization, service)),
    // One kind, as was checked.
    architecture: runsOn(environments, service)[0]!,
  }));
