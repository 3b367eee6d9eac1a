import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener, type LbListenerDefaultAction } from "@cdktf/provider-aws/lib/lb-listener";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { check } from "../check";
import { tcpPort } from "./tcp-port";

export interface LoadBalancerProps {
  /**
   * Name of the load balancer: up to 32 letters, digits and hyphens, no hyphen at either end, and
   * not starting with "internal-" (ELBv2 API, CreateLoadBalancer).
   */
  readonly name: string;

  readonly vpcId: string;

  /** Public subnets in two or more zones. */
  readonly subnetIds: string[];

  /**
   * ARN of an issued ACM certificate in the load balancer's region.
   * @default - no TLS: services answer over HTTP on port 80
   */
  readonly certificateArn?: string | undefined;

  /** Whether AWS refuses to delete the load balancer. Must be switched off, and applied, first. */
  readonly deletionProtection: boolean;
}

/** For requests that no service's rule matches. */
const notFound: LbListenerDefaultAction = {
  type: "fixed-response",
  fixedResponse: { contentType: "text/plain", messageBody: "not found", statusCode: "404" },
};

const redirectToHttps: LbListenerDefaultAction = {
  type: "redirect",
  redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
};

/** A load balancer on the internet, answering 404 until services attach their rules. */
export class LoadBalancer extends Construct {
  public readonly loadBalancer: Lb;

  /** Lets in the internet. Each service adds the rule that lets requests out to its tasks. */
  public readonly securityGroup: SecurityGroup;

  /** The listener that services attach their rules to: HTTPS with a certificate, else HTTP. */
  public readonly listener: LbListener;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    const { name, subnetIds, certificateArn } = props;
    check(
      this,
      "name",
      name,
      /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name),
      '1 to 32 letters, digits and inner hyphens, not starting with "internal-"',
    );
    check(this, "subnetIds", subnetIds, subnetIds.length >= 2, "subnets in 2 or more zones");

    this.securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: `${name}-lb-`,
      description: "Load balancer",
      vpcId: props.vpcId,
      // A group in use cannot be deleted: its successor must be in place first.
      lifecycle: { createBeforeDestroy: true },
    });

    this.loadBalancer = new Lb(this, "load-balancer", {
      name,
      loadBalancerType: "application",
      internal: false,
      subnets: subnetIds,
      securityGroups: [this.securityGroup.id],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: props.deletionProtection,
    });

    this.allowInternet("http", 80);
    const http = new LbListener(this, "http-listener", {
      loadBalancerArn: this.loadBalancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultAction: [certificateArn ? redirectToHttps : notFound],
    });
    if (!certificateArn) {
      this.listener = http;
      return;
    }

    this.allowInternet("https", 443);
    this.listener = new LbListener(this, "https-listener", {
      loadBalancerArn: this.loadBalancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn,
      // TLS 1.3, and 1.2 for the clients that cannot do it yet.
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      defaultAction: [notFound],
    });
  }

  private allowInternet(protocol: "http" | "https", port: number): void {
    new VpcSecurityGroupIngressRule(this, `internet-to-${protocol}`, {
      securityGroupId: this.securityGroup.id,
      description: `${protocol.toUpperCase()} from the internet`,
      cidrIpv4: "0.0.0.0/0",
      ...tcpPort(port),
    });
  }
}
