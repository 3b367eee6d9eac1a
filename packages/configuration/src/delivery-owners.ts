import type { AppliedStack, DeliveryOwner } from "@groundwork/constructs/delivery/options";
import type { Configuration } from "./check";
import { placedCredentials } from "./credentials";
import { needsApproval, toldAbout } from "./delivery";
import type { Environment } from "./environment";
import { hostsOf } from "./hosts";
import {
  deliveryNames,
  environmentPrefix,
  imageNames,
  SHARED_STATES,
  stateLocation,
  stateOwners,
  statePolicyArn,
} from "./names";
import { inEachPlace, planFolders, regionsOf, stateKeys } from "./place-names";
import type { Organization } from "./organization-schema";
import { roleNeeds } from "./role-needs";
import { stackTags } from "./stack-props";

/** The owners of all states, in the words of the constructs that deliver them. */
export function deliveryOwners(configuration: Configuration): DeliveryOwner[] {
  const { topicArn } = deliveryNames(configuration.organization);
  return stateOwners(configuration.environments).map((name) => ({
    name,
    stateKeys: stateKeys(configuration.environments, name),
    planFolders: planFolders(configuration.environments, name),
    topicArns: Object.fromEntries(
      toldAbout(configuration, name).map((environment) => [environment, topicArn(environment)]),
    ),
    credentials: configuration.environments
      .filter((one) => one.name === name)
      .map(placedCredentials)[0],
    applied: appliedStack(configuration, name),
  }));
}

/** What workflows apply of an owner. Bootstrap and delivery are applied by people alone. */
function appliedStack(configuration: Configuration, owner: string): AppliedStack | undefined {
  const { organization, environments } = configuration;
  const environment = environments.find(({ name }) => name === owner);
  if (environment === undefined && owner !== "registry") return undefined;
  const names = deliveryNames(organization);
  const tags = stackTags(organization, owner, environment?.tags);
  return {
    prefix: environmentPrefix(organization, owner),
    accountId: organization.accountId,
    region: environment ? regionsOf(environment) : organization.region,
    organizationTag: tags.Organization,
    environmentTag: tags.Environment,
    sharedTags: SHARED_STATES.filter((shared) => shared !== owner),
    others: others(configuration, owner),
    approval: needsApproval(configuration, owner),
    roleName: names.roleName(`apply-${owner}`),
    boundaryName: names.boundaryName(owner),
    boundaryArn: names.boundaryArn(owner),
    applyBoundaryName: names.applyBoundaryName(owner),
    ...(stateLocation(organization) && { statePolicyArn: statePolicyArn(organization, owner) }),
    ...(environment ? ofEnvironment(organization, environment) : ofRegistry(organization)),
  };
}

const ofEnvironment = (organization: Organization, environment: Environment) => ({
  type: "environment" as const,
  hosts: [...new Set(inEachPlace(environment).flatMap(hostsOf))],
  healthChecks: inEachPlace(environment).some(
    ({ loadBalancer }) => loadBalancer.domain?.routing?.healthCheck !== undefined,
  ),
  hostedZone: environment.loadBalancer.domain?.hostedZone,
  ...roleNeeds(organization, environment),
});

function ofRegistry(organization: Organization) {
  const { caches, push, pull } = imageNames(organization);
  const arn = (type: string) => (name: string) =>
    `arn:aws:iam::${organization.accountId}:${type}/${name}`;
  return {
    type: "registry" as const,
    roleArns: [caches, push].map(arn("role")),
    policyArns: [pull, push].map(arn("policy")),
  };
}

/** The environments that an owner must leave alone, with hosts that are not its own as well. */
function others({ organization, environments }: Configuration, owner: string) {
  const own = new Set(
    environments
      .filter(({ name }) => name === owner)
      .flatMap(inEachPlace)
      .flatMap(hostsOf),
  );
  return environments
    .filter(({ name }) => name !== owner)
    .map((environment) => ({
      prefix: environmentPrefix(organization, environment.name),
      hosts: inEachPlace(environment)
        .flatMap(hostsOf)
        .filter((host) => !own.has(host)),
    }));
}
