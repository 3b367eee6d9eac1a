import { EcrReplicationConfiguration } from "@cdktf/provider-aws/lib/ecr-replication-configuration";
import { Construct } from "constructs";
import { check } from "../check";

/** A registry that receives copies. */
export interface ReplicationDestination {
  readonly region: string;
  readonly accountId: string;
}

export interface RegistryReplicationProps {
  /** Region and account of the registry whose images are copied. */
  readonly region: string;
  readonly accountId: string;

  readonly destinations: readonly ReplicationDestination[];

  /** What the names of the repositories start with that are copied. */
  readonly repositoryPrefix: string;
}

/**
 * Copies every image that is pushed from now on to other registries. There is one such setting in
 * an account and region. A registry of another account must allow it in its own registry policy.
 */
export class RegistryReplication extends Construct {
  public readonly configuration: EcrReplicationConfiguration;

  constructor(scope: Construct, id: string, props: RegistryReplicationProps) {
    super(scope, id);
    const { destinations, repositoryPrefix } = props;
    const places = destinations.map(({ region, accountId }) => `${region} of ${accountId}`);
    const own = `${props.region} of ${props.accountId}`;
    check(
      this,
      "destinations",
      destinations,
      new Set(places).size === places.length && !places.includes(own),
      `each registry once, and not ${own} itself`,
    );

    this.configuration = new EcrReplicationConfiguration(this, "configuration", {
      replicationConfiguration: {
        rule: [
          {
            destination: destinations.map(({ region, accountId }) => ({
              region,
              registryId: accountId,
            })),
            repositoryFilter: [{ filter: repositoryPrefix, filterType: "PREFIX_MATCH" }],
          },
        ],
      },
    });
  }
}
