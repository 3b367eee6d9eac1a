import type { Configuration, Environment, Organization } from "@groundwork/configuration";
import {
  deliveryNames,
  environmentPrefix,
  isDelivered,
  stackId,
  stateLocation,
} from "@groundwork/configuration/names";
import { ownAccounts } from "@groundwork/configuration/own-account";
import type { EnvironmentStackNames } from "@groundwork/configuration/place-names";
import { statePlace } from "@groundwork/configuration/state-place";
import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { attributesOf, destroyed } from "./protections";
import type { StackJson } from "../../state/stack-json";
import { constructPaths, identityOf } from "../plan/plan-changes";

/** What is still there after a teardown, a sentence each. */
export function whatStays(
  planJson: string,
  code: StackJson,
  configuration: Configuration,
  target: EnvironmentStackNames,
): string[] {
  return [
    ...ofResources(planJson, code),
    ...ofStack(configuration, target),
    // An environment goes with its services: what they stand on has nothing besides.
    ...((target.layer ?? "services") === "services"
      ? ofEnvironment(configuration, target.environment)
      : []),
  ];
}

/** What Terraform forgets while it is still there, and what AWS keeps for a while. */
function ofResources(planJson: string, code: StackJson): string[] {
  const paths = constructPaths(code);
  const gone = destroyed(planJson).map((change) => ({
    ...identityOf(change, paths),
    attributes: attributesOf(change),
  }));
  const kept = gone.filter(({ attributes }) => attributes["skip_destroy"] === true);
  const types = [...new Set(kept.map(({ type }) => type))];
  return [
    ...types.map((type) => {
      const some = kept.filter((one) => one.type === type).length;
      return `${count(some, "resource")} of the type ${type}, which Terraform forgets and does not delete (skip_destroy)`;
    }),
    ...gone.flatMap(({ address, type, attributes }) => laterOf(address, type, attributes)),
  ];
}

/** What goes later than Terraform says, or leaves a copy. */
function laterOf(
  address: string,
  type: string,
  attributes: Readonly<Record<string, unknown>>,
): string[] {
  const days = (argument: string, byDefault: number) =>
    count(Number(attributes[argument] ?? byDefault), "day");
  switch (type) {
    // KMS API, ScheduleKeyDeletion: 30 days where none are said.
    case "aws_kms_key":
    case "aws_kms_replica_key":
      return [
        `${address} for ${days("deletion_window_in_days", 30)}, in which aws kms cancel-key-deletion brings it back`,
      ];
    // Secrets Manager API, DeleteSecret.
    case "aws_secretsmanager_secret":
      return attributes["recovery_window_in_days"] === 0
        ? []
        : [
            `${address} for ${days("recovery_window_in_days", 30)}, in which aws secretsmanager restore-secret brings it back`,
          ];
    // RDS API, DeleteDBInstance and DeleteDBCluster.
    case "aws_db_instance":
    case "aws_rds_cluster":
    case "aws_docdb_cluster":
    case "aws_neptune_cluster":
      return attributes["skip_final_snapshot"] === true
        ? []
        : [
            `the last snapshot of ${address}${nameOf(attributes["final_snapshot_identifier"])}, which costs until somebody deletes it`,
          ];
    default:
      return [];
  }
}

const nameOf = (value: unknown): string => (typeof value === "string" ? `, ${value}` : "");

/** What its backend and the store of plans have of a stack. */
function ofStack({ organization }: Configuration, { name, key }: EnvironmentStackNames): string[] {
  const { resultRetentionDays, store } = organization.delivery;
  const { planBucket } = deliveryNames(organization);
  return [
    stateLocation(organization) === undefined
      ? `the state, empty, in ${statePlace(organization, name, key)}`
      : `the versions of ${key}: ${ownCommand(`history ${name}`)} lists them`,
    `plans, logs and outcomes of ${name} for ${count(resultRetentionDays, "day")}, in ${store.type === "s3" ? `s3://${planBucket}` : store.path}`,
  ];
}

/** What other stacks, and nobody's, have of an environment. */
function ofEnvironment({ organization }: Configuration, environment: Environment): string[] {
  const { name, place, region, services, containerInsights } = environment;
  const cluster = environmentPrefix(organization, name);
  return [
    ...(services.length > 0 ? [imagesOf(environment)] : []),
    // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html
    ...(containerInsights === "disabled"
      ? []
      : [
          `the log group /aws/ecs/containerinsights/${cluster}/performance${place ? ` in ${region}` : ""}, which ECS makes itself`,
        ]),
    place
      ? `parameters and secrets in ${region} that its tasks were started with, as no stack has made them`
      : "parameters and secrets that its file names, as no stack has made them",
    ...(place ? [] : [...ofDelivery(organization, name), ...ofAccounts(organization, environment)]),
  ];
}

/** What enroll has made in its own accounts. */
const ofAccounts = (organization: Organization, environment: Environment): string[] =>
  ownAccounts(organization, environment).map(({ accountId, owner }) => {
    const stack = stackId(owner);
    return `its roles in ${accountId}, of ${stack}: who has credentials there destroys them in cdktf.out/stacks/${stack}, after terraform init -backend-config=profile=<profile of ${organization.accountId}>`;
  });

/** A copy stays although nothing is copied any more (ECR user guide, "Private image replication in Amazon ECR"). */
const imagesOf = ({ place, region }: Environment): string =>
  place === undefined
    ? "images of its services, in the registry that all environments share"
    : `copies of images in the registry of ${region}, which cost until somebody deletes their repositories there`;

/** What is for all places of an environment together. */
const ofDelivery = (organization: Organization, name: string): string[] => {
  const names = deliveryNames(organization);
  const policies = `${environmentPrefix(organization, name)}-state*`;
  return [
    ...(stateLocation(organization) === undefined
      ? []
      : [`the IAM policies ${policies}, of bootstrap-stack`]),
    isDelivered(organization)
      ? `the topic ${names.topicName(name)}, the role ${names.roleName(`apply-${name}`)} and its boundaries, of delivery-stack`
      : `the topic ${names.topicName(name)}, of delivery-stack`,
  ];
};
