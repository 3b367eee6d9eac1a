import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { oneOrAll, policyDocument, type PolicyStatement } from "../policy-document";

export interface StateAccessProps extends StatesPlace {
  /** What the names of the policies start with. */
  readonly name: string;
  /** Keys of the states of one owner, as `dev/terraform.tfstate`, with `*` as a wildcard. */
  readonly keys: readonly string[];
  readonly accountId: string;
  /** Where the state lies as well. @default - nowhere */
  readonly replica?: StatesPlace | undefined;
}

/** Where states lie in one region. */
export interface StatesPlace {
  readonly bucket: string;
  readonly lockTable: string;
  readonly kmsKeyArn: string;
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
      description: `Read, write and lock the Terraform state ${props.keys.join(" and ").replaceAll("*", "...")}`,
      policy: document(props, fullStatements(props)),
    });
    this.planOnly = new IamPolicy(this, "plan-only", {
      name: `${props.name}-state-plan-only`,
      description: `Read and lock the Terraform state ${props.keys.join(" and ").replaceAll("*", "...")}`,
      policy: document(props, planOnlyStatements(props)),
    });
    this.repair = new IamPolicy(this, "repair", {
      name: `${props.name}-state-repair`,
      description: `Examine, restore and repair the Terraform state ${props.keys.join(" and ").replaceAll("*", "...")}`,
      policy: document(props, repairStatements(props)),
    });
  }
}

/**
 * A policy may have 6,144 characters (IAM user guide, "IAM and AWS STS quotas"), and with two places
 * all would have more: what is allowed on the same things under the same conditions is one statement.
 */
function document({ replica }: StateAccessProps, statements: readonly PolicyStatement[]): string {
  if (replica === undefined) return policyDocument(statements);
  const joined = new Map<string, PolicyStatement>();
  for (const statement of statements) {
    const about = JSON.stringify([statement.Resource, statement.Condition]);
    const before = joined.get(about);
    joined.set(about, before === undefined ? statement : both(before, statement));
  }
  return policyDocument([...joined.values()]);
}

/** Neither's name says what both are for. */
const both = ({ Sid: _, ...before }: PolicyStatement, { Action = [] }: PolicyStatement) => ({
  ...before,
  Action: [before.Action ?? [], Action].flat(),
});

/** What doctor, history, restore, drill, repair-digest, split and join do beyond an apply. */
const repairStatements = (props: StateAccessProps): PolicyStatement[] => [
  ...fullStatements(props),
  allow(props, {
    // Which versions there are, and whether the bucket keeps them at all.
    Sid: "FindVersions",
    Action: "s3:ListBucketVersions",
    Resource: inEach(props, bucketArn),
    Condition: {
      StringLike: { "s3:prefix": oneOrAll(props.keys.map((key) => `${folderOf(key)}/*`)) },
    },
  }),
  allow(props, {
    Sid: "SeeVersioning",
    Action: "s3:GetBucketVersioning",
    Resource: inEach(props, bucketArn),
  }),
  allow(props, {
    // Old states, and old lock files, which tell who wrote them.
    Sid: "ReadVersions",
    Action: "s3:GetObjectVersion",
    Resource: ["", ".tflock"].flatMap((ending) => objectArns(props, ending)),
  }),
  allow(props, {
    // A copy of everything before it is changed; nothing here removes one.
    Sid: "BackUp",
    Action: ["s3:GetObject", "s3:PutObject"],
    Resource: objectArns(props, ".backups/*"),
  }),
  allow(props, {
    // The copies on which a restore is tried.
    Sid: "Drill",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: objectArns(props, ".drill/*"),
  }),
  allow(props, {
    // A digest without a state.
    Sid: "RemoveDigest",
    Action: "dynamodb:DeleteItem",
    Resource: inEach(props, tableArn(props)),
    Condition: leadingKeys(props, "-md5"),
  }),
  ...(props.keys.length > 1 ? moveStatements(props) : []),
];

/** What split and join do beyond that, where an owner has several states. */
const moveStatements = (props: StateAccessProps): PolicyStatement[] => [
  allow(props, {
    // The note that resources are on the way from one to another.
    Sid: "NoteMoves",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: objectArns(props, ".moving"),
  }),
  allow(props, {
    // A state that holds nothing any more. The bucket keeps its versions.
    Sid: "RemoveEmptyState",
    Action: "s3:DeleteObject",
    Resource: objectArns(props),
  }),
];

const fullStatements = (props: StateAccessProps): PolicyStatement[] => [
  ...planOnlyStatements(props),
  allow(props, {
    // The new state after an apply. Nobody needs to delete one.
    Sid: "WriteState",
    Action: "s3:PutObject",
    Resource: objectArns(props),
  }),
  allow(props, {
    // Its digest.
    Sid: "WriteDigest",
    Action: "dynamodb:PutItem",
    Resource: inEach(props, tableArn(props)),
    Condition: leadingKeys(props, "-md5"),
  }),
];

const planOnlyStatements = (props: StateAccessProps): PolicyStatement[] => [
  allow(props, {
    // Without it S3 answers "denied" instead of "not found" before the first apply.
    Sid: "FindState",
    Action: "s3:ListBucket",
    Resource: inEach(props, bucketArn),
    Condition: {
      StringLike: { "s3:prefix": oneOrAll(props.keys.map((key) => `${folderOf(key)}/*`)) },
    },
  }),
  allow(props, { Sid: "ReadState", Action: "s3:GetObject", Resource: objectArns(props) }),
  allow(props, {
    // A plan locks too: it must not read a state that is being written.
    Sid: "LockFile",
    Action: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
    Resource: objectArns(props, ".tflock"),
  }),
  allow(props, {
    Sid: "LockRow",
    Action: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"],
    Resource: inEach(props, tableArn(props)),
    Condition: leadingKeys(props),
  }),
  allow(props, {
    Sid: "ReadDigest",
    Action: "dynamodb:GetItem",
    Resource: inEach(props, tableArn(props)),
    Condition: leadingKeys(props, "-md5"),
  }),
  allow(props, {
    // Decrypt to read, GenerateDataKey to write; the lock file is a write as well.
    Sid: "StateKey",
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: inEach(props, ({ kmsKeyArn }) => kmsKeyArn),
    Condition: {
      StringEquals: {
        "kms:ViaService": inEach(props, ({ region }) => `s3.${region}.amazonaws.com`),
      },
    },
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

const placesOf = ({ replica, ...place }: StateAccessProps): StatesPlace[] => [
  place,
  ...(replica ? [replica] : []),
];

const inEach = (props: StateAccessProps, of: (place: StatesPlace) => string) =>
  oneOrAll(placesOf(props).map(of));

const bucketArn = ({ bucket }: StatesPlace): string => `arn:aws:s3:::${bucket}`;

const objectArns = (props: StateAccessProps, ending = "") =>
  oneOrAll(
    placesOf(props).flatMap((place) =>
      props.keys.map((key) => `${bucketArn(place)}/${key}${ending}`),
    ),
  );

const tableArn =
  ({ accountId }: StateAccessProps) =>
  ({ region, lockTable }: StatesPlace): string =>
    `arn:aws:dynamodb:${region}:${accountId}:table/${lockTable}`;

const leadingKeys = (
  props: StateAccessProps,
  ending = "",
): NonNullable<PolicyStatement["Condition"]> => ({
  [comparing(props.keys)]: {
    "dynamodb:LeadingKeys": placesOf(props).flatMap(({ bucket }) =>
      props.keys.map((key) => `${bucket}/${key}${ending}`),
    ),
  },
});

/** How the keys of rows are compared: a wildcard is one to StringLike alone. */
export const comparing = (keys: readonly string[]) =>
  keys.some((key) => key.includes("*")) ? "ForAllValues:StringLike" : "ForAllValues:StringEquals";

const folderOf = (key: string): string => key.slice(0, key.lastIndexOf("/"));
