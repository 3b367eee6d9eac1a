import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { Construct } from "constructs";
import { tcpPort } from "../tcp-port";
import type { EntryOptions } from "./load-balancer-options";

export const INTERNET = "0.0.0.0/0";

/** Where a load balancer answers. */
export interface Entries {
  /** Ports at which services answer: of the listener, and of the one for trying. */
  readonly ports: readonly number[];
  /** Those of them that the whole internet may reach. */
  readonly open: ReadonlySet<number>;
}

/** @param secure whether it has a certificate */
export function entriesOf(
  { allowedCidrs, testListener }: Pick<EntryOptions, "allowedCidrs" | "testListener">,
  secure: boolean,
): Entries {
  const port = secure ? 443 : 80;
  return {
    ports: [port, ...(testListener ? [testListener.port] : [])],
    open: new Set(allowedCidrs.includes(INTERNET) ? [port] : []),
  };
}

/** Lets in one address more, wherever services answer and not everybody is let in. */
export function letIn(
  scope: Construct,
  securityGroupId: string,
  { ports, open }: Entries,
  { name, address }: { readonly name: string; readonly address: string },
): void {
  for (const port of ports.filter((one) => !open.has(one))) {
    new VpcSecurityGroupIngressRule(scope, `${name}-to-${port}`, {
      securityGroupId,
      description: `Load tests by ${name}`,
      cidrIpv4: `${address}/32`,
      ...tcpPort(port),
    });
  }
}
