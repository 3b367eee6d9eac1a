import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { S3BucketReplicationConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-replication-configuration";
import { TerraformResource, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { EncryptionKey } from "../encryption";
import { policyDocument, type PolicyStatement } from "../policy-document";
import { LockTable } from "./lock-table";
import { LogBucket } from "./log-bucket";
import type { StatesPlace } from "./state-access";
import { StateBucket, type StateBucketProps } from "./state-bucket";

/** What the buckets of both regions have in common. */
type Shared = Pick<StateBucketProps, "unkeyedPrefix" | "keepers" | "gated" | "scratchPrefixes">;

export interface StateReplicaProps extends Shared {
  readonly bucket: string;
  readonly logBucket: string;
  readonly lockTable: string;
  /** Alias of the key, with its `alias/`. */
  readonly kmsAlias: string;
  /** ARN of that alias. */
  readonly kmsAliasArn: string;
  readonly accountId: string;

  /** Region of all this; the stack's own is another. */
  readonly region: string;

  /** Days after which the copies' access log is deleted. */
  readonly logRetentionDays: number;

  /** Name of the role in which S3 copies. */
  readonly roleName: string;

  /** Where the states are, of which copies are kept. */
  readonly home: StatesPlace & { readonly stateBucket: StateBucket };
}

/**
 * The state backend once more, in another region: bucket, key and lock table. S3 copies what is
 * written to either bucket into the other, and copies of copies go nowhere, so that the states can
 * be moved over and back without a word to S3.
 *
 * Locks and digests are not copied: their rows have the bucket's name in them.
 */
export class StateReplica extends Construct {
  public readonly place: StatesPlace;

  constructor(scope: Construct, id: string, props: StateReplicaProps) {
    super(scope, id);
    const { accountId, region, home } = props;
    const { arn: kmsKeyArn } = new EncryptionKey(this, "key", {
      alias: props.kmsAlias,
      description: "Copies of the Terraform state, and their lock table",
      accountId,
      region,
      services: ["dynamodb"],
      preventDestroy: true,
    });
    const logBucket = new LogBucket(this, "log-bucket", {
      bucket: props.logBucket,
      sourceBucket: props.bucket,
      accountId,
      retentionDays: props.logRetentionDays,
    });
    const copies = new StateBucket(this, "bucket", { ...props, kmsKeyArn, logBucket });
    new LockTable(this, "lock-table", { name: props.lockTable, kmsKeyArn });
    this.place = { bucket: props.bucket, lockTable: props.lockTable, kmsKeyArn, region };
    placeIn(this, region);

    const role = this.role(props);
    const versioned = [home.stateBucket.versioning, copies.versioning];
    const backConfiguration = this.replication("back", {
      from: copies,
      to: home,
      role,
      dependsOn: versioned,
    });
    backConfiguration.region = region;
    this.replication("there", {
      from: home.stateBucket,
      to: this.place,
      role,
      dependsOn: versioned,
    });
  }

  /** S3 acts in it, in both directions. */
  private role({ roleName, home }: StateReplicaProps): IamRole {
    const role = new IamRole(this, "role", {
      name: roleName,
      description: "S3 copies states between two regions",
      assumeRolePolicy: policyDocument([
        {
          Effect: "Allow",
          Principal: { Service: "s3.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      ]),
    });
    new IamRolePolicy(this, "role-policy", {
      name: "copy-states",
      role: role.id,
      policy: policyDocument(copying([home, this.place])),
    });
    return role;
  }

  private replication(
    id: string,
    { from, to, role, dependsOn }: Direction,
  ): S3BucketReplicationConfigurationA {
    const minutes = 15;
    return new S3BucketReplicationConfigurationA(this, id, {
      bucket: from.bucket.id,
      role: role.arn,
      rule: [
        {
          id: "states",
          status: "Enabled",
          priority: 0,
          filter: { prefix: "" },
          // A lock file that was removed is no lock there either.
          deleteMarkerReplication: { status: "Enabled" },
          sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
          destination: {
            bucket: `arn:aws:s3:::${to.bucket}`,
            encryptionConfiguration: { replicaKmsKeyId: to.kmsKeyArn },
            // S3 answers for it, and measures it. It is paid by the gigabyte, and states are small.
            replicationTime: { status: "Enabled", time: { minutes } },
            metrics: { status: "Enabled", eventThreshold: { minutes } },
          },
        },
      ],
      dependsOn,
    });
  }
}

interface Direction {
  readonly from: StateBucket;
  readonly to: StatesPlace;
  readonly role: IamRole;
  readonly dependsOn: ITerraformDependable[];
}

/** Each resource says where it is, as the provider is that of the stack's region. */
function placeIn(scope: Construct, region: string): void {
  for (const resource of scope.node.findAll()) {
    // Those of IAM are nowhere.
    if (TerraformResource.isTerraformResource(resource) && "region" in resource) {
      resource.region = region;
    }
  }
}

/**
 * What S3 needs to copy objects that are encrypted with KMS (S3 user guide, "Setting up permissions
 * for live replication" and "Replicating encrypted objects").
 */
const copying = (places: readonly StatesPlace[]): PolicyStatement[] => {
  const buckets = places.map(({ bucket }) => `arn:aws:s3:::${bucket}`);
  return [
    {
      Sid: "FindObjects",
      Effect: "Allow",
      Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"],
      Resource: buckets,
    },
    {
      Sid: "CopyObjects",
      Effect: "Allow",
      Action: [
        "s3:GetObjectVersionAcl",
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionTagging",
        "s3:ReplicateDelete",
        "s3:ReplicateObject",
        "s3:ReplicateTags",
      ],
      Resource: buckets.map((arn) => `${arn}/*`),
    },
    ...places.map(({ kmsKeyArn, region }, index): PolicyStatement => ({
      Sid: `UseKey${index + 1}`,
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
      Resource: kmsKeyArn,
      Condition: { StringEquals: { "kms:ViaService": `s3.${region}.amazonaws.com` } },
    })),
  ];
};
