import { decision, type Request } from "./iam";
import type { TerraformJson } from "./synth";

/**
 * Whether roles of some stacks may do something, as IAM decides: nothing denies it, their policies
 * allow it, and so does their boundary where they have one. Policies of buckets count as well.
 */
export class Roles {
  /** @param account of the stacks */
  constructor(
    private readonly stacks: readonly TerraformJson[],
    private readonly account = "111111111111",
  ) {}

  /** Names of all roles. */
  get names(): string[] {
    return this.all("aws_iam_role").map(([, { name }]) => name);
  }

  /** Who takes a role on, as JSON text. */
  trustOf(role: string): string {
    return this.all("aws_iam_role").find(([, { name }]) => name === role)![1].assume_role_policy;
  }

  may(role: string, request: Request): boolean {
    const { id, boundary } = this.role(role);
    const full: Request = {
      ...request,
      context: {
        "aws:PrincipalArn": `arn:aws:iam::${this.account}:role/${role}`,
        "aws:ResourceAccount": this.account,
        "aws:SecureTransport": "true",
        ...request.context,
      },
    };
    const decide = (policies: readonly string[]) => policies.map((text) => decision(text, full));
    const own = decide(this.identityPolicies(id));
    const bound = boundary === undefined ? ["Allow" as const] : decide([boundary]);
    const resource = decide(this.bucketPolicies(request.resource));
    return (
      ![...own, ...bound, ...resource].includes("Deny") &&
      own.includes("Allow") &&
      bound.includes("Allow")
    );
  }

  private role(name: string) {
    for (const [id, role] of this.all("aws_iam_role")) {
      if (role.name !== name) continue;
      const arn: string | undefined = role.permissions_boundary;
      return { id, boundary: arn === undefined ? undefined : this.managedPolicy(arn) };
    }
    throw new Error(`there is no role ${name}`);
  }

  private identityPolicies(id: string): string[] {
    const name = `\${aws_iam_role.${id}.name}`;
    const inline = this.all("aws_iam_role_policy").filter(([, { role }]) => role === name);
    const attached = this.all("aws_iam_role_policy_attachment").filter(
      ([, { role }]) => role === name,
    );
    return [
      ...inline.map(([, { policy }]) => policy),
      ...attached.map(([, { policy_arn: arn }]) => this.managedPolicy(arn)),
    ];
  }

  /** By a reference within its stack, or by its ARN. */
  private managedPolicy(arn: string): string {
    const id = /^\$\{aws_iam_policy\.(.+)\.arn\}$/.exec(arn)?.[1];
    const name = /:policy\/(.+)$/.exec(arn)?.[1];
    const found = this.all("aws_iam_policy").find(([key, policy]) =>
      id === undefined ? policy.name === name : key === id,
    );
    if (!found) throw new Error(`there is no policy ${arn}`);
    // What a data source would find.
    return found[1].policy.replaceAll(/\$\{data\.aws_route53_zone\.[\w-]+\.zone_id\}/g, "Z1");
  }

  private bucketPolicies(resource: string): string[] {
    const bucket = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1];
    return this.stacks.flatMap((json) =>
      Object.values(json.resource["aws_s3_bucket_policy"] ?? {})
        .filter((policy) => {
          const id = /^\$\{aws_s3_bucket\.(.+)\.id\}$/.exec(policy.bucket)![1]!;
          return bucket !== undefined && json.resource["aws_s3_bucket"]![id].bucket === bucket;
        })
        .map(({ policy }) => policy),
    );
  }

  private all(type: string): [string, any][] {
    return this.stacks.flatMap((json) => Object.entries(json.resource[type] ?? {}));
  }
}
