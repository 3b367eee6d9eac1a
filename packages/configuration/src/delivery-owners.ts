import type {
  AppliedEnvironment,
  AppliedStack,
  DeliveryOwner,
} from "@groundwork/constructs/delivery/options";
import { isForeign } from "@groundwork/constructs/layers/options";
import { isExisting } from "@groundwork/constructs/network/options";
import type { Configuration } from "./check";
import { placedCredentials } from "./credentials";
import { needsApproval, toldAbout } from "./delivery";
import type { Environment } from "./environment";
import { hostsOf } from "./hosts";
import { layersOf } from "./layers";
import { isTestedAtDeployment, isTestedByWorkflows, loadTestsOf } from "./load-tests";
import {
  deliveryNames,
  environmentPrefix,
  imageNames,
  layerPath,
  SHARED_STATES,
  stateLocation,
  stateOwners,
  statePolicyArn,
} from "./names";
import { inEachPlace, planFolders, regionsOf, stateKeys } from "./place-names";
import type { Organization } from "./organization-schema";
import {
  environmentBoundaryArn,
  hasOwnAccount,
  memberRoleArn,
  memberRoleName,
  type MemberUse,
} from "./own-account";
import { membersOf } from "./member-roles";
import { roleNeeds } from "./role-needs";
import { stackTags } from "./stack-props";

/** The owners of all states, in the words of the constructs that deliver them. */
export function deliveryOwners(configuration: Configuration): DeliveryOwner[] {
  const { topicArn } = deliveryNames(configuration.organization);
  const { organization, environments } = configuration;
  return stateOwners(environments, organization).map((name) => ({
    name,
    stateKeys: stateKeys(configuration.environments, name),
    planFolders: planFolders(configuration.environments, name),
    topicArns: Object.fromEntries(
      toldAbout(configuration, name).map((environment) => [environment, topicArn(environment)]),
    ),
    credentials: environments
      .filter((one) => one.name === name)
      .map((environment) => placedCredentials(organization, environment))[0],
    applied: appliedStack(configuration, name),
    memberRoles: memberRoles(configuration, name),
  }));
}

/** Roles of the environment's own accounts; undefined where it has none. */
function memberRoles({ organization, environments }: Configuration, owner: string) {
  const members = membersOf({ organization, environments }).filter(
    (member) => member.owner === owner || member.environment.name === owner,
  );
  if (members.length === 0) return undefined;
  const arns = (use: MemberUse) =>
    members.map(({ environment }) => memberRoleArn(organization, environment, use));
  return { plan: arns("plan"), drift: arns("drift"), test: arns("test"), apply: arns("apply") };
}

/** What workflows apply of an owner. Bootstrap and delivery are applied by people alone. */
function appliedStack(configuration: Configuration, owner: string): AppliedStack | undefined {
  const { organization, environments } = configuration;
  const environment = environments.find(({ name }) => name === owner);
  if (environment === undefined && owner !== "registry") return undefined;
  const applied = appliedHere(configuration, owner, environment);
  if (environment === undefined) return { ...applied, ...ofRegistry(organization) };
  const [here, ...elsewhere] = inEachPlace(environment).filter(
    (place) => !hasOwnAccount(organization, place),
  );
  return here === undefined
    ? { ...applied, type: "elsewhere", loadTests: loadTestNeeds(configuration, environment) }
    : { ...applied, ...ofEnvironment(configuration, { ...here, elsewhere }) };
}

/**
 * The stack of an environment as roles of an account of its own apply it.
 *
 * @param environment as it is in the account
 * @param owner of the state of those roles
 */
export function memberStack(
  configuration: Configuration,
  environment: Environment,
  owner: string,
): AppliedEnvironment {
  const { organization } = configuration;
  const { name, accountId } = environment;
  const applied = appliedHere(configuration, name, environment);
  return {
    ...applied,
    accountId,
    sharedTags: [...applied.sharedTags, owner],
    others: others(configuration, name, accountId),
    roleName: memberRoleName(organization, name, "apply"),
    boundaryArn: environmentBoundaryArn(organization, environment),
    ...ofEnvironment(configuration, environment),
  };
}

function appliedHere(
  configuration: Configuration,
  owner: string,
  environment: Environment | undefined,
) {
  const { organization } = configuration;
  const names = deliveryNames(organization);
  const tags = stackTags(organization, owner, environment?.tags);
  return {
    prefix: environmentPrefix(organization, owner),
    accountId: organization.accountId,
    region: environment ? regionsOf(environment) : organization.region,
    organizationTag: tags.Organization,
    environmentTag: tags.Environment,
    sharedTags: SHARED_STATES.filter((shared) => shared !== owner),
    others: others(configuration, owner, organization.accountId),
    approval: needsApproval(configuration, owner),
    roleName: names.roleName(`apply-${owner}`),
    boundaryName: names.boundaryName(owner),
    boundaryArn: names.boundaryArn(owner),
    applyBoundaryName: names.applyBoundaryName(owner),
    ...(stateLocation(organization) && { statePolicyArn: statePolicyArn(organization, owner) }),
  };
}

const loadTestNeeds = (
  { environments }: Configuration,
  environment: Environment,
): AppliedEnvironment["loadTests"] => ({
  after: isTestedByWorkflows(environments, environment.name),
  task: environment.loadTestTask !== undefined,
  during: loadTestsOf(environment).some((test) => isTestedAtDeployment(environment, test)),
});

const ofEnvironment = (configuration: Configuration, environment: Environment) => ({
  type: "environment" as const,
  loadTests: loadTestNeeds(configuration, environment),
  hosts: [...new Set(inEachPlace(environment).flatMap(hostsOf))],
  healthChecks: inEachPlace(environment).some(
    ({ loadBalancer }) => loadBalancer.domain?.routing?.healthCheck !== undefined,
  ),
  hostedZone: environment.loadBalancer.domain?.hostedZone,
  existingVpcId: usedVpc(environment),
  emptiesBuckets: !environment.production,
  namesPlaces: inEachPlace(environment).some(({ place }) => place !== undefined),
  layerParameterArn: inEachPlace(environment).some(hasContracts)
    ? layerParameterArn(configuration.organization, environment)
    : undefined,
  ...roleNeeds(configuration.organization, environment),
});

/** Whether stacks of it know something by parameters. */
const hasContracts = (environment: Environment): boolean =>
  layersOf(environment).length > 0 || isForeign(environment.network);

const layerParameterArn = (organization: Organization, environment: Environment): string =>
  `arn:aws:ssm:${regionsOf(environment)}:${environment.accountId}:parameter${layerPath(organization, environment.name)}/*`;

/** Of a VPC that a state of others tells, nothing is known here. */
const usedVpc = (environment: Environment): string | undefined => {
  const { network } = environment;
  if (inEachPlace(environment).some((place) => isForeign(place.network))) return "*";
  return isExisting(network) ? network.vpcId : undefined;
};

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

/** The environments of an account that an owner must leave alone, with hosts that are not its own as well. */
function others(
  { organization, environments }: Configuration,
  owner: string,
  account: string,
): AppliedStack["others"] {
  const own = new Set(
    environments
      .filter(({ name }) => name === owner)
      .flatMap(inEachPlace)
      .flatMap(hostsOf),
  );
  return environments
    .filter(
      (environment) =>
        environment.name !== owner &&
        inEachPlace(environment).some(({ accountId }) => accountId === account),
    )
    .map((environment) => ({
      prefix: environmentPrefix(organization, environment.name),
      hosts: inEachPlace(environment)
        .flatMap(hostsOf)
        .filter((host) => !own.has(host)),
    }));
}
