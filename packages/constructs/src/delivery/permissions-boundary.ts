import { IamPolicy } from "@cdktf/provider-aws/lib/iam-policy";
import { Construct } from "constructs";
import { ConfigurationError } from "../configuration-error";
import { policyDocument, type PolicyStatement } from "../policy-document";

export interface PermissionsBoundaryProps {
  /** Name of the policy within the account. */
  readonly name: string;
  readonly description: string;
  readonly statements: readonly PolicyStatement[];

  /** What makes it shorter, for the message where it is too long. */
  readonly shorten: string;
}

/**
 * Characters without white space that IAM takes
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html). A role has one
 * boundary, which is one policy.
 */
const MOST = 6144;

/** The most that the roles that bear it can be given. A boundary gives nothing by itself. */
export class PermissionsBoundary extends Construct {
  public readonly policy: IamPolicy;

  /** @throws ConfigurationError where it is longer than IAM takes, with the parts that are the longest */
  constructor(scope: Construct, id: string, props: PermissionsBoundaryProps) {
    super(scope, id);
    const { name, description, statements } = props;
    // The policy leaves out the names of the statements, which IAM counts as well.
    const policy = policyDocument(statements.map(({ Sid: _, ...statement }) => statement));
    if (policy.length > MOST) {
      throw new ConfigurationError([
        `the permissions boundary ${name}: got ${policy.length} characters, expected at most ${MOST}, which is what IAM takes; the longest parts: ${longest(statements)}; ${props.shorten}`,
      ]);
    }
    this.policy = new IamPolicy(this, "policy", { name, description, policy });
  }
}

function longest(statements: readonly PolicyStatement[]): string {
  const sizes = statements.map((statement): [string, number] => [
    statement.Sid ?? `${[statement.Action].flat()[0]} ...`,
    JSON.stringify(statement).length,
  ]);
  return sizes
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, 4)
    .map(([what, size]) => `${what} ${size}`)
    .join(", ");
}
