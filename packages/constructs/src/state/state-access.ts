import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { policyDocument, type PolicyStatement } from "../policy-document";

export interface StateAccessProps {
  /** What the names of the two policies start with. */
  readonly name: string;
  readonly bucket: string;
  /** Key of the one state, as `dev/terraform.tfstate`. */
  readonly key: string;
  readonly lockTable: string;
  readonly kmsKeyArn: string;
  readonly accountId: string;
  readonly region: string;
}

/**
 * Three managed policies for one state, to be attached to whoever deploys, whoever only plans, and
 * whoever repairs states. They say nothing of the resources that Terraform manages.
 */
export class StateAccess extends Construct {
  public readonly full: IamPolicy;
  public readonly planOnly: IamPolicy;
  public readonly repair: IamPolicy;

  constructor(scope: Construct, id: string, props: StateAccessProps) {
    super(scope, id);
    this.full = new IamPolicy(this, "full", {
      name: `${props.name}-state`,
      description: `Read, write and lock the Terraform state ${props.key}`,
      policy: policyDocument(fullStatements(props)),
    });
    this.planOnly = new IamPolicy(this, "plan-only", {
      name: `${props.name}-state-plan-only`,
      description: `Read and lock the Terraform state ${props.key}`,
      policy: policyDocument(planOnlyStatements(props)),
    });
    this.repair = new IamPolicy(this, "repair", {
      name: `${props.name}-state-repair`,
      description: `Examine, restore and repair the Terraform state ${props.key}`,
      policy: policyDocument(repairStatements(props)),
    });
  }
}

/** What doctor, history, restore, drill and repair-digest do beyond an apply. */
const repairStatements = (props: StateAccessProps): PolicyStatement[] => [
  ...fullStatements(props),
  allow(props, {
    // Which versions there are, and whether the bucket keeps them at all.
    Sid: "FindVersions",
    Action: "s3:ListBucketVersions",
    Resource: `arn:aws:s3:::${props.bucket}`,
    Condition: { StringLike: { "s3:prefix": `${folderOf(props.key)}/*` } },
  }),
  allow(props, {
    Sid: "SeeVersioning",
    Action: "s3:GetBucketVersioning",
    Resource: `arn:aws:s3:::${props.bucket}`,
  }),
  allow(props, {
    // Old states, and old lock files, which tell who wrote them.
    Sid: "ReadVersions",
    Action: "s3:GetObjectVersion",
    Resource: [objectArn(props), `${objectArn(props)}.tflock`],
  }),
  allow(props, {
    // A copy of everything before it is changed; nothing here removes one.
    Sid: "BackUp",
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: `${objectArn(props)}.backups/*`,
  }),
  allow(props, {
    // The copies on which a restore is tried.
    Sid: "Drill",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: `${objectArn(props)}.drill/*`,
  }),
  allow(props, {
    // A digest without a state.
    Sid: "RemoveDigest",
    Action: "dynamodb:DeleteItem",
    Resource: tableArn(props),
    Condition: leadingKeys(`${props.bucket}/${props.key}-md5`),
  }),
];

const fullStatements = (props: StateAccessProps): PolicyStatement[] => [
  ...planOnlyStatements(props),
  allow(props, {
    // The new state after an apply. Nobody needs to delete one.
    Sid: "WriteState",
    Action: "s3:PutObject",
    Resource: objectArn(props),
  }),
  allow(props, {
    // Its digest.
    Sid: "WriteDigest",
    Action: "dynamodb:PutItem",
    Resource: tableArn(props),
    Condition: leadingKeys(`${props.bucket}/${props.key}-md5`),
  }),
];

const planOnlyStatements = (props: StateAccessProps): PolicyStatement[] => [
  allow(props, {
    // Without it S3 answers "denied" instead of "not found" before the first apply.
    Sid: "FindState",
    Action: "s3:ListBucket",
    Resource: `arn:aws:s3:::${props.bucket}`,
    Condition: { StringLike: { "s3:prefix": `${folderOf(props.key)}/*` } },
  }),
  allow(props, { Sid: "ReadState", Action: "s3:GetObject", Resource: objectArn(props) }),
  allow(props, {
    // A plan locks too: it must not read a state that is being written.
    Sid: "LockFile",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: `${objectArn(props)}.tflock`,
  }),
  allow(props, {
    Sid: "LockRow",
    Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
    Resource: tableArn(props),
    Condition: leadingKeys(`${props.bucket}/${props.key}`),
  }),
  allow(props, {
    Sid: "ReadDigest",
    Action: "dynamodb:GetItem",
    Resource: tableArn(props),
    Condition: leadingKeys(`${props.bucket}/${props.key}-md5`),
  }),
  allow(props, {
    // Decrypt to read, GenerateDataKey to write; the lock file is a write as well.
    Sid: "StateKey",
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: props.kmsKeyArn,
    Condition: { StringEquals: { "kms:ViaService": `s3.${props.region}.amazonaws.com` } },
  }),
];

/** An allowance that ends at the account: a bucket of that name elsewhere gets nothing of ours. */
function allow(
  { accountId }: StateAccessProps,
  statement: Omit<PolicyStatement, "Effect">,
): PolicyStatement {
  const { Condition } = statement;
  return {
    Effect: "Allow",
    ...statement,
    Condition: {
      ...Condition,
      StringEquals: { ...Condition?.["StringEquals"], "aws:ResourceAccount": accountId },
    },
  };
}

const objectArn = ({ bucket, key }: StateAccessProps): string => `arn:aws:s3:::${bucket}/${key}`;

const tableArn = ({ region, accountId, lockTable }: StateAccessProps): string =>
  `arn:aws:dynamodb:${region}:${accountId}:table/${lockTable}`;

const leadingKeys = (row: string): NonNullable<PolicyStatement["Condition"]> => ({
  "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [row] },
});

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf("/"));
