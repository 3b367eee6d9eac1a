import { z } from "zod";
import {
  alarmOptions,
  clusterOptions,
  commonLoadTestOptions,
  commonTaskOptions,
  instanceOptions,
  loadBalancerOptions,
  loadTestTaskOptions,
  serviceOptions,
  type ServiceOptions,
} from "@groundwork/constructs/container-service/options";
import { bucketOptions, databaseOptions } from "@groundwork/constructs/data/options";
import {
  credentialOptions,
  environmentDelivery,
  permissionsBoundary,
} from "@groundwork/constructs/delivery/options";
import type { ForeignNetworkOptions } from "@groundwork/constructs/layers/options";
import { awsProviderVersion, importedIds } from "@groundwork/constructs/stack/options";
import { existingNetworkOptions, networkOptions } from "@groundwork/constructs/network/options";
import { accountId, name, options, region, rule, tags } from "@groundwork/constructs/option-rules";
import {
  fitsInstances,
  letsItsAgentWrite,
  liesInRegion,
  namesEachServiceOnce,
} from "./environment-rules";
import { callsWhatListens, connectsByEcs } from "./calls";
import { namesDataOnce, usesWhatIsThere } from "./data";
import {
  hasOneNetwork,
  hasWayIn,
  hidesDatabases,
  isToldHidingPlace,
  isToldWayIn,
} from "./existing-networks";
import { hasCertifiableHosts } from "./hosts";
import { foreignNetwork, layersOption, type ForeignLayers } from "./layers";
import { hasAddressesOfItsOwn, isThereForNewTasks, leavesTheNameToIt } from "./new-tasks";
import { restoresWhatFits } from "./restored";
import { pullsFromEcr, reachesItsServices } from "./isolation";
import {
  differencesOption,
  differsSomewhere,
  namesEachPlaceOnce,
  placesOption,
  waveOptions,
  type Differences,
} from "./place-options";
import type { PlaceNames } from "./place-names";
import { hasEachPriorityOnce, namesItsPriorities } from "./priorities";

/** Every option of an environment with its default. The same as a table: packages/docs/options.md. */
export const environmentSchema = options({
  /** Names the stack (`<name>-stack`), the state key and everything the environment owns. */
  name: name(16),

  /**
   * The account it lives in. Where that is one of its own and the states lie in S3, its state stays
   * in the organization's bucket, and `groundwork enroll` makes roles in the account first.
   * @default the organization's
   */
  accountId: accountId.optional(),

  /** The region it lives in. @default the organization's */
  region: region.optional(),

  /**
   * Where it is besides its own account and region, each with a stack of its own:
   * `[{ region: "eu-west-1" }]` gives prod the stack `prod-eu-west-1-stack`.
   * @default its own account and region alone
   */
  places: placesOption.default([]),

  /**
   * In what it differs in a place of `places`, as
   * `({ index }, own) => ({ network: { ...own.network, cidr: \`10.${100 + index}.0.0/16\` } })`.
   * @default in nothing but account and region
   */
  differences: differencesOption.optional(),

  /** In how many steps `deploy-set` and workflows apply its places. @default one, then a fifth, then all; no failure goes through */
  waves: waveOptions.prefault({}),

  /** The release of the AWS provider that runs its stack, so that one can try a newer. @default the organization's */
  awsProviderVersion: awsProviderVersion.optional(),

  /**
   * Whether customers depend on it. Then the stricter policies hold, and what keeps data cannot be
   * destroyed.
   * @default true
   */
  production: z.boolean("true or false").default(true),

  /**
   * Whether it is one stack, or one for each layer, applied in this order:
   * `["network", "cluster", "services"]` gives dev the stacks `dev-network-stack`,
   * `dev-cluster-stack` and `dev-stack`, each with a state of its own. `groundwork split` and
   * `groundwork join` move what is applied already. Where a state that somebody else keeps has the
   * network, it stands in place of that name, `[{ network: { key: "Dev/vpc/terraform.tfstate", vpcId:
   * "output.vpc_id", ... } }, "cluster", "services"]`, or `[{ network: { ... } }, "one"]` with one stack
   * for the rest; `groundwork contract` hands on what it tells, and no option `network` is given.
   * @default "one"
   */
  layers: layersOption.default("one"),

  /**
   * The VPC and what it reaches; or, with `vpcId`, one that exists and stays whose it is.
   * @default the one that a state named in `layers` tells
   */
  network: z.union([networkOptions, existingNetworkOptions]).optional(),

  /** Through which requests come; made when a service has `http`. @default plain HTTP for the internet */
  loadBalancer: loadBalancerOptions.prefault({}),

  capacityProviderStrategy: clusterOptions.shape.capacityProviderStrategy,

  /** EC2 instances in the cluster, for services with the capacity provider `EC2`. @default none */
  instances: instanceOptions.optional(),

  /** What runs. A listener has 100 rules, hence at most 50 services. @default none */
  services: z.array(serviceOptions).max(50, "at most 50 services").default([]),

  /** PostgreSQL databases, each on an instance of its own; `uses` of a service lets that in. @default none */
  databases: z.array(databaseOptions).max(20, "at most 20 databases").default([]),

  /** Buckets for objects of services; `uses` of a service lets that in. @default none */
  buckets: z.array(bucketOptions).max(20, "at most 20 buckets").default([]),

  /**
   * The load that each service with `http` must stand that says nothing of it, as
   * `{ requestsPerSecond: 50, p99Milliseconds: 300 }`.
   * @default none
   */
  loadTest: commonLoadTestOptions.optional(),

  /**
   * The task that sends load tests from within the network, by the addresses of its NAT gateways:
   * for a load balancer or a test listener that lets in few. Tests run there unless they are told
   * otherwise; nothing runs in between.
   * @default none: the machine that runs the command sends them
   */
  loadTestTask: loadTestTaskOptions.optional(),

  /** Alarms of the services and who is told. @default all alarms, nobody told */
  alarms: alarmOptions.prefault({}),

  /** How its changes get from plan to apply. @default approved where `production`, nobody told */
  delivery: environmentDelivery.prefault({}),

  /**
   * Credentials of providers besides AWS's, by the variable that each reads, as
   * `{ CLOUDFLARE_API_TOKEN: { parameter: "/acme-credentials/dev/cloudflare" } }`. `plan`, `apply`,
   * `drift` and `review` read them by their role, and hand them to Terraform alone; those of a
   * workflow may, once delivery-stack is applied. A variable that is set already stays as it is.
   * @default none
   */
  credentials: credentialOptions.default({}),

  exec: commonTaskOptions.exec,

  /**
   * The most that roles of the environment can be given, whoever makes them. It is there where
   * workflows deliver, and delivery-stack makes it: a person applies that after a change here or in
   * `permissions`.
   * @default what tasks, instances and deployments need, and the reviewed actions that `permissions` name
   */
  permissionsBoundary: permissionsBoundary.prefault({}),

  secretsKmsKeyArn: commonTaskOptions.secretsKmsKeyArn,
  logRetentionDays: commonTaskOptions.logRetentionDays,
  containerInsights: clusterOptions.shape.containerInsights,

  /**
   * What exists already and its stack takes over, as `{ "network/vpc": "vpc-0a1b2c3d4e5f60718" }`: ids
   * as Terraform imports them by the paths of resources. `groundwork import` writes them; once they
   * are applied they may go. Those of other places stand in `differences`.
   * @default nothing
   */
  imports: importedIds.default({}),

  /** Tags besides `Organization`, `Environment`, `Owner` and `ManagedBy`. @default none */
  tags: tags.default({}),
})
  .refine(...rule(["services"], namesEachServiceOnce))
  .refine(...rule(["services"], namesItsPriorities))
  .refine(...rule(["services"], hasEachPriorityOnce))
  .refine(...rule(["services"], callsWhatListens))
  .refine(...rule(["services"], connectsByEcs))
  .refine(...rule(["databases"], namesDataOnce))
  .refine(...rule(["databases"], restoresWhatFits))
  .refine(...rule(["services"], usesWhatIsThere))
  .refine(...rule(["instances"], fitsInstances))
  .refine(...rule(["network"], hasOneNetwork))
  .refine(...rule(["network", "publicSubnetIds"], hasWayIn))
  .refine(...rule(["layers", 0, "network", "publicSubnetIds"], isToldWayIn))
  .refine(...rule(["network", "privateSubnetIds"], hidesDatabases))
  .refine(...rule(["layers", 0, "network", "privateSubnetIds"], isToldHidingPlace))
  .refine(...rule(["network", "interfaceEndpoints"], reachesItsServices))
  .refine(...rule(["services"], pullsFromEcr))
  .refine(...rule(["exec"], letsItsAgentWrite))
  .refine(...rule(["loadBalancer", "certificateArn"], liesInRegion))
  .refine(...rule(["loadBalancer", "testListener"], isThereForNewTasks))
  .refine(...rule(["services"], hasCertifiableHosts))
  .refine(...rule(["loadTestTask"], hasAddressesOfItsOwn))
  .refine(...rule(["services"], leavesTheNameToIt))
  .refine(...rule(["places"], namesEachPlaceOnce))
  .refine(...rule(["differences"], differsSomewhere));

/** One environment, checked, with its defaults and with what it has of its organization. */
export type Environment = Omit<z.output<typeof environmentSchema>, "differences" | "network"> &
  Readonly<Record<"accountId" | "region", string>> & {
    /** What is made, what exists, or what a state of others tells. */
    readonly network:
      | NonNullable<z.output<typeof environmentSchema>["network"]>
      | ForeignNetworkOptions;
    /** The same as it is in each place of `places`, in their order. */
    readonly elsewhere?: readonly Environment[] | undefined;
    /** Of one that stands in `elsewhere`: how its stack is called there. */
    readonly place?: PlaceNames | undefined;
  };

/** An environment that a schema has read, with the network that it has. */
export const withNetwork = (read: z.output<typeof environmentSchema>): Environment =>
  ({ ...read, network: read.network ?? foreignNetwork(read) }) as Environment;

/** What an environment's file says: options with a default may be left out. */
export interface EnvironmentInput extends Omit<
  z.input<typeof environmentSchema>,
  "differences" | "network"
> {
  readonly network: NonNullable<z.input<typeof environmentSchema>["network"]>;
  readonly differences?: Differences | undefined;
}

/** What the file of one says whose network a state of others tells. */
export interface ForeignNetworkEnvironment extends Omit<EnvironmentInput, "network" | "layers"> {
  readonly layers: ForeignLayers;
}

export type Service = ServiceOptions;

export type { Waves } from "./place-options";
