import { createHash } from "node:crypto";
import { Lb } from "@cdktf/provider-aws/lib/lb";
import {
  LbListener,
  type LbListenerConfig,
  type LbListenerDefaultAction,
} from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerCertificate } from "@cdktf/provider-aws/lib/lb-listener-certificate";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { DefaultTokenResolver, StringConcat, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import { check } from "../../check";
import { checkedProps } from "../../checked-props";
import { AccessLogBucket } from "./access-log-bucket";
import { entryOptions, type EntryInput } from "./load-balancer-options";
import { entriesOf, INTERNET, letIn, type Entries } from "./entries";
import type { LoadBalancerPlace } from "./load-balancer-place";
import { tcpPort } from "../tcp-port";

export interface LoadBalancerProps extends EntryInput {
  /**
   * Name of the load balancer: up to 32 letters, digits and hyphens, no hyphen at either end, and
   * not starting with "internal-" (ELBv2 API, CreateLoadBalancer).
   */
  readonly name: string;

  readonly accountId: string;
  readonly region: string;
  readonly vpcId: string;

  /** Public subnets in two or more zones. */
  readonly subnetIds: string[];

  /**
   * ARNs of issued ACM certificates in the load balancer's region. The first is for clients that
   * name no host or one that none of the certificates is for.
   * @default - no TLS: services answer over HTTP on port 80
   */
  readonly certificateArns?: readonly string[] | undefined;

  /** Whether customers depend on it: Terraform then refuses to destroy the access logs. */
  readonly production: boolean;

  /**
   * ARN of the web ACL that requests must pass.
   * @default - none
   */
  readonly webAclArn?: string | undefined;
}

type EntryName = "http" | "https" | "test";

/** For requests that no service's rule matches. */
const notFound: LbListenerDefaultAction = {
  type: "fixed-response",
  fixedResponse: { contentType: "text/plain", messageBody: "not found", statusCode: "404" },
};

const redirectToHttps: LbListenerDefaultAction = {
  type: "redirect",
  redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" },
};

const https = (certificateArn: string): Partial<LbListenerConfig> => ({
  protocol: "HTTPS",
  certificateArn,
  // The one that AWS recommends: TLS 1.3, and 1.2 with its best ciphers, with a key exchange that
  // withstands quantum computers where the client has it too (ELB user guide, "Security policies
  // for your Application Load Balancer").
  sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
  // For a year browsers come by HTTPS at once, so that nobody can answer in the redirect's place.
  // Subdomains are left out, as they may be served by others.
  routingHttpResponseStrictTransportSecurityHeaderValue: "max-age=31536000",
});

/** A load balancer on the internet, answering 404 until services attach their rules. */
export class LoadBalancer extends Construct implements LoadBalancerPlace {
  public readonly loadBalancer: Lb;

  /** Lets in the allowed ranges. Each service adds the rule that lets requests out to its tasks. */
  public readonly securityGroup: SecurityGroup;

  /** The listener that services attach their rules to: HTTPS with a certificate, else HTTP. */
  public readonly listener: LbListener;

  /** The one for trying what is about to be deployed. */
  public readonly testListener?: LbListener;

  public readonly ports: readonly number[];

  /** Where requests are logged, if they are. */
  public readonly accessLogBucket?: AccessLogBucket;

  private readonly entries: Entries;

  constructor(scope: Construct, id: string, given: LoadBalancerProps) {
    super(scope, id);
    this.checkProps(given);
    const props = checkedProps(this, entryOptions, given);
    const { name, production, webAclArn, testListener, allowedCidrs } = props;
    const { accessLogRetentionDays: retentionDays } = props;
    const [certificateArn, ...furtherCertificateArns] = props.certificateArns ?? [];
    const secure = certificateArn === undefined ? { protocol: "HTTP" } : https(certificateArn);

    this.securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: `${name}-lb-`,
      description: "Load balancer",
      vpcId: props.vpcId,
      // A group in use cannot be deleted: its successor must be in place first.
      lifecycle: { createBeforeDestroy: true },
    });
    if (retentionDays !== undefined) {
      const { accountId, region } = props;
      const logs = { name, accountId, region, retentionDays, preventDestroy: production };
      this.accessLogBucket = new AccessLogBucket(this, "access-logs", logs);
    }
    this.loadBalancer = new Lb(this, "load-balancer", {
      name,
      loadBalancerType: "application",
      internal: false,
      subnets: props.subnetIds,
      securityGroups: [this.securityGroup.id],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: props.deletionProtection ?? production,
      idleTimeout: props.idleTimeoutSeconds,
      ...(this.accessLogBucket && {
        accessLogs: { bucket: this.accessLogBucket.bucket.id, enabled: true },
        dependsOn: [this.accessLogBucket.policy],
      }),
    });
    const resourceArn = this.loadBalancer.arn;
    if (webAclArn) new Wafv2WebAclAssociation(this, "web-acl", { resourceArn, webAclArn });

    this.allow(allowedCidrs, "http", 80);
    if (certificateArn === undefined) {
      this.listener = this.listen("http", 80, notFound, secure);
    } else {
      this.allow(allowedCidrs, "https", 443);
      this.listener = this.listen("https", 443, notFound, secure);
      // Nobody is sent to a port that does not answer yet, or any more.
      this.listen("http", 80, redirectToHttps, { protocol: "HTTP", dependsOn: [this.listener] });
    }
    if (testListener) {
      this.allow(testListener.allowedCidrs, "test", testListener.port);
      this.testListener = this.listen("test", testListener.port, notFound, secure);
    }
    for (const arn of furtherCertificateArns) this.addCertificate(arn);
    this.entries = entriesOf(props, certificateArn !== undefined);
    this.ports = this.entries.ports;
  }

  public letIn(name: string, address: string): void {
    letIn(this, this.securityGroup.id, this.entries, { name, address });
  }

  private checkProps(props: LoadBalancerProps): void {
    const { name, subnetIds } = props;
    check(
      this,
      "name",
      name,
      /^(?!internal-)[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name),
      '1 to 32 letters, digits and inner hyphens, not starting with "internal-"',
    );
    // How many a list of another stack has, Terraform alone knows.
    const holds = Token.isUnresolved(subnetIds) || subnetIds.length >= 2;
    check(this, "subnetIds", subnetIds, holds, "subnets in 2 or more zones");
  }

  private listen(
    name: EntryName,
    port: number,
    defaultAction: LbListenerDefaultAction,
    config: Partial<LbListenerConfig>,
  ): LbListener {
    return new LbListener(this, `${name}-listener`, {
      loadBalancerArn: this.loadBalancer.arn,
      port,
      defaultAction: [defaultAction],
      ...config,
    });
  }

  private allow(cidrs: readonly string[], name: EntryName, port: number): void {
    for (const cidr of cidrs) {
      const source = cidr === INTERNET ? "internet" : cidr.replaceAll(/[./]/g, "-");
      const what = name === "test" ? "Tests" : name.toUpperCase();
      new VpcSecurityGroupIngressRule(this, `${source}-to-${name}`, {
        securityGroupId: this.securityGroup.id,
        description: `${what} from ${cidr === INTERNET ? "the internet" : cidr}`,
        cidrIpv4: cidr,
        ...tcpPort(port),
      });
    }
  }

  private addCertificate(certificateArn: string): void {
    // Named after the certificate and not after its place: moved to another place, it would be
    // taken from the listener by the one resource after the other had added it.
    const resolver = new DefaultTokenResolver(new StringConcat());
    const reference = String(Tokenization.resolve(certificateArn, { scope: this, resolver }));
    const suffix = createHash("sha256").update(reference).digest("hex").slice(0, 8);
    const listeners = this.testListener ? [this.listener, this.testListener] : [this.listener];
    for (const listener of listeners) {
      new LbListenerCertificate(this, `${listener.node.id}-certificate-${suffix}`, {
        listenerArn: listener.arn,
        certificateArn,
      });
    }
  }
}
