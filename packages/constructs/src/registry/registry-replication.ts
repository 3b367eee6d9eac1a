import { EcrReplicationConfiguration } from "@cdktf/provider-aws/lib/ecr-replication-configuration";
import { Construct } from "constructs";
import { checkedProps } from "../checked-props";
import { replicationOptions, type ReplicationInput } from "./registry-options";

/** Region and account are those of the registry whose images are copied. */
export interface RegistryReplicationProps extends ReplicationInput {
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
    const { accountId: own, replication } = checkedProps(this, replicationOptions, props);

    this.configuration = new EcrReplicationConfiguration(this, "configuration", {
      replicationConfiguration: {
        rule: [
          {
            destination: replication.map(({ region, accountId = own }) => ({
              region,
              registryId: accountId,
            })),
            repositoryFilter: [{ filter: props.repositoryPrefix, filterType: "PREFIX_MATCH" }],
          },
        ],
      },
    });
  }
}
