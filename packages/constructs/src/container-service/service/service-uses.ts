import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { UsedData } from "../../data/used-data";
import type { Container } from "../task/container-definition";
import { tcpPort } from "../tcp-port";

/**
 * A container with the variables of what it uses. Those that it sets itself stay as they are, and what
 * runs in its place until its image is there has use for none.
 */
export function withUses(container: Container, used: readonly UsedData[]): Container {
  if (container.awaited !== undefined) return container;
  const own = used.filter(({ name }) => container.uses?.includes(name));
  const isFree = ([name]: [string, unknown]) =>
    !Object.hasOwn(container.variables, name) && !Object.hasOwn(container.secrets, name);
  const free = <Value>(given: readonly Readonly<Record<string, Value>>[]) =>
    Object.fromEntries(given.flatMap((some) => Object.entries(some)).filter(isFree));
  return {
    ...container,
    variables: { ...free(own.map(({ variables }) => variables)), ...container.variables },
    madeSecrets: free(own.map(({ secrets }) => secrets)),
  };
}

/**
 * Opens the ways to what tasks use, from them alone.
 *
 * @returns what the first tasks need
 */
export function openWays(
  scope: Construct,
  { name, securityGroup }: { readonly name: string; readonly securityGroup: SecurityGroup },
  used: readonly UsedData[],
): ITerraformDependable[] {
  const ways = used.flatMap(({ name: as, way }) => (way ? [{ as, ...way }] : []));
  if (ways.length === 0) return [];
  const all = new Construct(scope, "uses");
  return ways.flatMap(({ as, securityGroupId, port }) => {
    const way = new Construct(all, as);
    return [
      new VpcSecurityGroupEgressRule(way, "out", {
        securityGroupId: securityGroup.id,
        description: `Uses ${as}`,
        referencedSecurityGroupId: securityGroupId,
        ...tcpPort(port),
      }),
      new VpcSecurityGroupIngressRule(way, "in", {
        securityGroupId,
        description: `Used by ${name}`,
        referencedSecurityGroupId: securityGroup.id,
        ...tcpPort(port),
      }),
    ];
  });
}
