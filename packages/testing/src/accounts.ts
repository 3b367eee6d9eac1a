import type { PolicyStatement } from "@groundwork/constructs/policy-document";
import { decision, type Request } from "./iam";
import { Roles } from "./roles";
import type { TerraformJson } from "./synth";

/**
 * Whether roles of several accounts may do something, as IAM decides: in its own account what a role
 * may do is up to its policies and its boundary; in another, a policy of the resource has to let it
 * in besides.
 */
export class Accounts {
  private readonly stacks = new Map<string, TerraformJson[]>();
  private readonly roles: ReadonlyMap<string, Roles>;

  /** @param stacks of any accounts, each with the one to which its provider is held */
  constructor(stacks: readonly TerraformJson[]) {
    for (const json of stacks) {
      const account: string = json.provider["aws"]![0].allowed_account_ids[0];
      this.stacks.set(account, [...(this.stacks.get(account) ?? []), json]);
    }
    this.roles = new Map(
      [...this.stacks].map(([account, own]) => [account, new Roles(own, account)]),
    );
  }

  /** ARNs of all roles that the stacks make. */
  get arns(): string[] {
    return [...this.roles].flatMap(([account, { names }]) =>
      names.map((name) => `arn:aws:iam::${account}:role/${name}`),
    );
  }

  /** @param role its ARN */
  may(role: string, request: Request): boolean {
    const [account, name] = parts(role);
    const owner = this.accountOf(request.resource) ?? account;
    const full = { ...request, context: { "aws:ResourceAccount": owner, ...request.context } };
    if (!this.roles.get(account)!.may(name, full)) return false;
    return owner === account || this.letsIn(owner, role, full);
  }

  /** Whether one role takes on another. */
  takesOn(role: string, other: string): boolean {
    return this.may(role, { action: "sts:AssumeRole", resource: other });
  }

  /** A role, and all that it gets to by taking on one after another. */
  reached(role: string, seen: readonly string[] = []): string[] {
    if (seen.includes(role)) return [];
    const next = this.arns.filter((other) => this.takesOn(role, other));
    return [...new Set([role, ...next.flatMap((other) => this.reached(other, [...seen, role]))])];
  }

  private letsIn(account: string, role: string, request: Request): boolean {
    const context = { "aws:PrincipalArn": role, ...request.context };
    return this.policiesOf(account, request.resource).some((text) => {
      const statements: PolicyStatement[] = JSON.parse(text).Statement;
      const mine = statements.filter((statement) => isMeant(statement, role));
      // ECR's and a role's own policies name no resource.
      const all = mine.map((statement) => ({ Resource: "*", ...statement }));
      return decision(JSON.stringify({ Statement: all }), { ...request, context }) === "Allow";
    });
  }

  /** Policies of a resource, of those kinds that can let in others. */
  private policiesOf(account: string, resource: string): string[] {
    const name = resource.slice(resource.lastIndexOf(":") + 1);
    const all = (type: string) =>
      (this.stacks.get(account) ?? []).flatMap((json) => {
        const made: [string, any][] = Object.entries(json.resource[type] ?? {});
        return made.map(([, body]) => ({ json, body }));
      });
    const role = /^role\/(.+)$/.exec(name)?.[1];
    const roles = this.roles.get(account);
    if (role !== undefined) return roles?.names.includes(role) ? [roles.trustOf(role)] : [];
    if (resource.startsWith("arn:aws:ecr:")) {
      return all("aws_ecr_repository_policy")
        .filter(({ json, body }) => {
          const id = /^\$\{aws_ecr_repository\.(.+)\.name\}$/.exec(body.repository)![1]!;
          return `repository/${json.resource["aws_ecr_repository"]![id].name}` === name;
        })
        .map(({ body }) => body.policy);
    }
    if (resource.startsWith("arn:aws:kms:"))
      return all("aws_kms_key").map(({ body }) => body.policy);
    if (resource.startsWith("arn:aws:sns:")) {
      return all("aws_sns_topic_policy").map(({ body }) => body.policy);
    }
    return all("aws_s3_bucket_policy").map(({ body }) => body.policy);
  }

  /** The account in an ARN; of a bucket, which has none in its own, that of its stack. */
  private accountOf(resource: string): string | undefined {
    const [, named] = /^arn:aws:[^:]*:[^:]*:(\d{12}):/.exec(resource) ?? [];
    if (named !== undefined) return named;
    const bucket = /^arn:aws:s3:::([^/]+)/.exec(resource)?.[1];
    return [...this.stacks].find(([, stacks]) =>
      stacks.some((json) =>
        Object.values(json.resource["aws_s3_bucket"] ?? {}).some((one) => one.bucket === bucket),
      ),
    )?.[0];
  }
}

const parts = (arn: string): [account: string, name: string] => {
  const [, account, name] = /^arn:aws:iam::(\d{12}):role\/(.+)$/.exec(arn)!;
  return [account!, name!];
};

/** Whether a statement is about a role: its own, its account's, or everybody's. */
function isMeant({ Principal }: PolicyStatement, role: string): boolean {
  const named =
    typeof Principal === "object" ? (Principal as Record<string, unknown>)["AWS"] : Principal;
  const root = `arn:aws:iam::${parts(role)[0]}:root`;
  return [named].flat().some((one) => one === "*" || one === role || one === root);
}
