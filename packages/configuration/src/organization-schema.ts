import { z } from "zod";
import { delivery } from "@groundwork/constructs/delivery/options";
import {
  accountId,
  matching,
  name,
  options,
  region,
  rule,
  text,
  type Draft,
} from "@groundwork/constructs/option-rules";
import {
  cachePrefix,
  copiesElsewhere,
  hasItsSecretsHere,
  registryOptions,
} from "@groundwork/constructs/registry/options";
import { awsProviderVersion, importedIds } from "@groundwork/constructs/stack/options";
import { backendOptions } from "@groundwork/constructs/state/options";
import { defaultStateBucket } from "./names";

const ownName = name(20);

export const organizationSchema = options({
  /** First part of every physical name. */
  name: ownName,
  /** Account of the state bucket, of the image registry, and of environments that name none. */
  accountId,
  /**
   * Region of the state bucket, of the image registry, and of environments that name none.
   * @default "ap-northeast-2"
   */
  region: region.default("ap-northeast-2"),
  /** Who answers for all of it; becomes the tag `Owner`. */
  owner: text.max(256, "at most 256 characters, as it becomes a tag"),
  /**
   * The release of the AWS provider that runs the stacks, exactly, as `"6.40.0"`. Whoever keeps lock
   * files of providers writes them anew after a change.
   * @default the one that the installed typings are made for: 6.25.0 with cdktf
   */
  awsProviderVersion: awsProviderVersion.optional(),
  /** Where Terraform keeps its state. @default S3 with both locks */
  backend: backendOptions.prefault({ type: "s3" }),
  /**
   * The IAM role that alone may delete versions of a state, stop the versioning or delete the
   * bucket. As long as there is no such role, nobody may.
   * @default "break-glass"
   */
  breakGlassRole: matching(
    /^[\w+=,.@-]{1,64}$/,
    "an IAM role's name of at most 64 characters",
  ).default("break-glass"),
  /** The image registry. @default one repository a service, images kept, a KMS key of its own */
  registry: registryOptions.prefault({}),
  /** How changes get from plan to apply. @default a store for plans and topics; no workflow has access */
  delivery: delivery.prefault({}),
  /**
   * What exists already and registry-stack and delivery-stack take over: ids as Terraform imports
   * them by the paths of resources. `groundwork import` writes them; once they are applied they may go.
   * @default nothing
   */
  imports: options({
    /** Of registry-stack. @default nothing */
    registry: importedIds.default({}),
    /** Of delivery-stack. @default nothing */
    delivery: importedIds.default({}),
  }).prefault({}),
})
  .refine(...rule(["registry", "replication"], (all: Placed) => copiesElsewhere(inPlace(all))))
  .refine(
    ...rule(["registry", "pullThroughCaches"], (all: Placed) => hasItsSecretsHere(inPlace(all))),
  )
  .refine(...rule(["registry", "pullThroughCaches"], keepsItsOwnNames))
  .refine(...rule(["backend", "replicaRegion"], keepsStatesElsewhere))
  .refine(...rule(["backend", "bucket"], leavesReplicaItsName))
  .refine(...rule(["backend", "failover"], hasStatesElsewhere));

/** What all environments share, checked, with its defaults. */
export type Organization = z.output<typeof organizationSchema>;

/** What organization.ts says: options with a default may be left out. */
export type OrganizationInput = z.input<typeof organizationSchema>;

// What the rules over several options look at; see service-options.ts.
type Placed = Draft<{
  name: string;
  accountId: string;
  region: string;
  backend: { type: string; bucket: string; replicaRegion: string; failover: boolean };
  registry: {
    replication: readonly { region: string; accountId: string }[];
    pullThroughCaches: readonly { upstream: string; prefix: string; credentialArn: string }[];
  };
}>;

const inPlace = ({ accountId, region, registry }: Placed) => ({ ...registry, accountId, region });

function keepsStatesElsewhere({ region, backend }: Placed): string | undefined {
  return region !== undefined && backend?.replicaRegion === region
    ? `another region than ${region}, in which the states are`
    : undefined;
}

function leavesReplicaItsName({ name, accountId, backend }: Placed): string | undefined {
  const region = backend?.replicaRegion;
  return region !== undefined &&
    backend?.bucket === defaultStateBucket(`${name}`, `${accountId}`, region)
    ? `another name: the copies in ${region} lie in a bucket of this one`
    : undefined;
}

function hasStatesElsewhere({ backend }: Placed): string | undefined {
  return backend?.failover === true && backend.replicaRegion === undefined
    ? "false without replicaRegion: there are no other states"
    : undefined;
}

function keepsItsOwnNames({ name, registry }: Placed): string | undefined {
  const caches = registry?.pullThroughCaches;
  if (!Array.isArray(caches) || !ownName.safeParse(name).success) return undefined;
  return caches.every((cache) => !`${cachePrefix(Object(cache))}/`.startsWith(`${name}/`))
    ? undefined
    : `prefixes other than ${name}, which the organization's own repositories have`;
}
