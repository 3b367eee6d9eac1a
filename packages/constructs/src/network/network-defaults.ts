import { DataAwsNetworkAcls } from "@cdktf/provider-aws/lib/data-aws-network-acls";
import { DataAwsVpcs } from "@cdktf/provider-aws/lib/data-aws-vpcs";
import { DefaultNetworkAcl } from "@cdktf/provider-aws/lib/default-network-acl";
import { DefaultRouteTable } from "@cdktf/provider-aws/lib/default-route-table";
import type { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { ImportBlock } from "../import-block";

export interface NetworkDefaultsProps {
  /** Name of the VPC, and prefix of the names of what comes with it. */
  readonly name: string;
  readonly cidr: string;
  readonly vpc: Vpc;
}

/**
 * The network ACL and the route table that AWS makes with a VPC. All subnets use the ACL, and those
 * without a table of their own the main table, so whoever may change the two can cut the network.
 * They are taken over for their tags: what bears none is closed to nobody.
 */
export class NetworkDefaults extends Construct {
  constructor(scope: Construct, id: string, props: NetworkDefaultsProps) {
    super(scope, id);
    const { name, cidr, vpc } = props;
    const tags = { Name: `${name}-default` };

    const networkAcl = new DefaultNetworkAcl(this, "network-acl", {
      defaultNetworkAclId: vpc.defaultNetworkAclId,
      // As AWS makes it: security groups decide. Without them the provider removes them.
      ingress: [ALLOW_ALL],
      egress: [ALLOW_ALL],
      tags,
      // Subnets come to it and leave it by themselves.
      lifecycle: { ignoreChanges: ["subnet_ids"] },
    });
    const routeTable = new DefaultRouteTable(this, "route-table", {
      defaultRouteTableId: vpc.defaultRouteTableId,
      tags,
      // Nothing here uses it. A user of it, such as a VPN, keeps its routes.
      lifecycle: { ignoreChanges: ["route", "propagating_vgws"] },
    });

    // Where the provider adopts the two it first deletes all their rules and routes
    // (vpc_default_network_acl.go and vpc_default_route_table.go, "Create"). In a VPC just made
    // that changes nothing. In one in use it would cut the network for a moment and lose what was
    // added by hand, so there they are imported: a plan then shows what changes.
    const found = new DataAwsVpcs(this, "existing", {
      filter: [
        { name: "tag:Name", values: [name] },
        { name: "cidr", values: [cidr] },
      ],
    });
    const acls = new DataAwsNetworkAcls(this, "existing-acls", {
      filter: [
        { name: "default", values: ["true"] },
        // Never empty, which EC2 refuses.
        { name: "vpc-id", values: Fn.concat([["none"], found.ids]) },
      ],
    });
    new ImportBlock(this, "import-acl", networkAcl, acls.ids);
    // The provider finds a main table by its VPC.
    new ImportBlock(this, "import-table", routeTable, found.ids);
  }
}

const ALLOW_ALL = {
  ruleNo: 100,
  action: "allow",
  protocol: "-1",
  cidrBlock: "0.0.0.0/0",
  fromPort: 0,
  toPort: 0,
};
