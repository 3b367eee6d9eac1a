import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";

export interface InterfaceEndpointsProps {
  /** Prefix of the endpoints' names. */
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  /** The VPC's addresses, from all of which the endpoints are reached. */
  readonly cidr: string;
  /** One subnet in each zone: an endpoint has an address in each of them. */
  readonly subnetIds: string[];
  /** Ends of the services' names, as "ecr.api" of `com.amazonaws.<region>.ecr.api`. */
  readonly services: readonly string[];
}

/** Private addresses in the VPC for AWS services, which are then found under their usual names. */
export class InterfaceEndpoints extends Construct {
  /** What must be there before the services can be reached. */
  public readonly dependables: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: InterfaceEndpointsProps) {
    super(scope, id);
    const { name, vpcId, services } = props;
    const securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: `${name}-endpoints-`,
      description: "Interface endpoints",
      vpcId,
      // A group in use cannot be deleted: its successor must be in place first.
      lifecycle: { createBeforeDestroy: true },
    });
    const ingress = new VpcSecurityGroupIngressRule(this, "https-from-vpc", {
      securityGroupId: securityGroup.id,
      description: "HTTPS from the VPC",
      cidrIpv4: props.cidr,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    });
    const endpoints = services.map(
      (service) =>
        new VpcEndpoint(this, service.replaceAll(".", "-"), {
          vpcId,
          vpcEndpointType: "Interface",
          serviceName: `com.amazonaws.${props.region}.${service}`,
          subnetIds: props.subnetIds,
          securityGroupIds: [securityGroup.id],
          // The usual names lead to the endpoint, so nobody has to be told of it.
          privateDnsEnabled: true,
          tags: { Name: `${name}-${service}` },
        }),
    );
    this.dependables = [...endpoints, ingress];
  }
}
