import { ServiceDiscoveryHttpNamespace } from "@cdktf/provider-aws/lib/service-discovery-http-namespace";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { dependable } from "cdktf";
import { Construct } from "constructs";
import type { Endpoint } from "../task/service-connect-options";
import { tcpPort } from "../tcp-port";
import type { Service } from "./service";
import type { ServiceConnect } from "./service-connect";

/** That one service calls another. */
export interface ServiceCall {
  readonly caller: string;
  readonly callee: string;

  /** Where the callee is reached. */
  readonly endpoint: Endpoint;

  /** Whether the callee is deployed first; not where it calls back, by whatever way. */
  readonly waits: boolean;
}

export interface ServiceConnectionsProps {
  /** Name of the namespace in which services find each other: at most 1024 characters. */
  readonly name: string;

  readonly calls: readonly ServiceCall[];
}

/** Lets services reach the ones that they call, by their names, and no others. */
export class ServiceConnections extends Construct {
  private readonly namespaceArn: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServiceConnectionsProps,
  ) {
    super(scope, id);
    const { name, calls } = props;
    if (calls.length === 0) return;
    this.namespaceArn = new ServiceDiscoveryHttpNamespace(this, "namespace", {
      name,
      description: `Services of ${name} that call each other`,
    }).arn;
  }

  /** What a service has to do with others; undefined where it neither calls nor is called. */
  public of(name: string): ServiceConnect | undefined {
    const { namespaceArn } = this;
    const { calls } = this.props;
    const own = calls.filter(({ caller, callee }) => [caller, callee].includes(name));
    if (namespaceArn === undefined || own.length === 0) return undefined;
    return { namespaceArn, endpoint: own.find(({ callee }) => callee === name)?.endpoint };
  }

  /** Opens the ways between services, each of which has its name as its id. */
  public open(services: readonly Service[]): void {
    const named = (name: string) => services.find(({ node }) => node.id === name)!;
    for (const call of this.props.calls) {
      this.connect(call, named(call.caller), named(call.callee));
    }
  }

  private connect(call: ServiceCall, from: Service, to: Service): void {
    const { caller, callee, endpoint, waits } = call;
    const scope = new Construct(this, `${caller}-to-${callee}`);
    const rules = [
      new VpcSecurityGroupEgressRule(scope, "out", {
        securityGroupId: from.securityGroup.id,
        description: `Calls of ${callee}`,
        referencedSecurityGroupId: to.securityGroup.id,
        ...tcpPort(endpoint.port),
      }),
      new VpcSecurityGroupIngressRule(scope, "in", {
        securityGroupId: to.securityGroup.id,
        description: `Calls of ${caller}`,
        referencedSecurityGroupId: from.securityGroup.id,
        ...tcpPort(endpoint.port),
      }),
    ];
    // A task knows the names that there are when it starts, and none that come later (ECS developer
    // guide, "Service Connect", deployment order).
    const first = waits ? [...rules, to.service] : rules;
    from.service.dependsOn = [...(from.service.dependsOn ?? []), ...first.map(dependable)];
  }
}
