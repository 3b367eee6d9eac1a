import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import {
  Certificates,
  Cluster,
  DeploymentEvents,
  DnsRecords,
  LoadBalancer,
  LoadBalancerAlarms,
  Service,
  serviceWidgets,
  WebAcl,
  WebAclLog,
} from "@groundwork/constructs/container-service";
import { EncryptionKey } from "@groundwork/constructs/encryption";
import { Network } from "@groundwork/constructs/network";
import { Dashboard, NotificationTopic } from "@groundwork/constructs/observability";
import { ScanFindings } from "@groundwork/constructs/registry";
import {
  type Environment,
  environmentPrefix,
  hostsOf,
  type Organization,
  repositoryName,
} from "@groundwork/configuration";
import { acknowledge } from "@groundwork/policies/acknowledge";
import { GroundworkStack, type GroundworkStackProps } from "./groundwork-stack";
import { serviceProps } from "./service-props";

export interface EnvironmentStackProps extends GroundworkStackProps {
  readonly environment: Environment;
}

/** One environment: a network, a cluster, a load balancer, services, and who is told about them. */
export class EnvironmentStack extends GroundworkStack {
  private readonly environment: Environment;
  /** What the physical names of the environment start with. */
  private readonly prefix: string;

  constructor(scope: Construct, props: EnvironmentStackProps) {
    const { organization, environment } = props;
    const { name: owner, accountId, region, tags, production } = environment;
    super(scope, props, { owner, accountId, region, tags, production });
    this.environment = environment;
    this.prefix = environmentPrefix(organization, owner);

    const key = new EncryptionKey(this, "key", {
      alias: `alias/${this.prefix}`,
      description: `Logs and notifications of ${this.prefix}`,
      accountId,
      region,
      services: ["logs", "cloudwatch", "events"],
      preventDestroy: production,
    });
    const notifications = new NotificationTopic(this, "notifications", {
      name: `${this.prefix}-notifications`,
      accountId,
      kmsKeyArn: key.arn,
      emails: environment.alarms.emails,
    });
    const topicArn = notifications.arn;
    const network = this.network(key.arn);
    const cluster = this.cluster(network, key.arn);
    const loadBalancer = environment.services.some(({ http }) => http)
      ? this.entry(network, topicArn)
      : undefined;

    // A scope of their own: a service may be called "network" or "backend".
    const scopeOfServices = new Construct(this, "services");
    const services = environment.services.map((service, index) => {
      const { http, ...rest } = serviceProps(organization, environment, index);
      return new Service(scopeOfServices, service.name, {
        ...rest,
        namePrefix: this.prefix,
        kmsKeyArn: key.arn,
        cluster,
        vpcId: network.vpc.id,
        subnetIds: network.taskSubnetIds,
        assignPublicIp: network.assignPublicIp,
        http: http && loadBalancer && { ...http, loadBalancer },
        alarms: { ...environment.alarms, topicArn },
        // Tasks pull their images and read their secrets through these.
        dependsOn: network.endpoints,
      });
    });

    new DeploymentEvents(this, "deployment-events", {
      name: this.prefix,
      accountId,
      region,
      topicArn,
    });
    this.scanFindings(organization, topicArn);
    this.handOver(services);
    if (services.length > 0) {
      new Dashboard(this, "dashboard", {
        name: this.prefix,
        region,
        rows: services.map(serviceWidgets),
      });
    }
  }

  private network(kmsKeyArn: string): Network {
    const { accountId, region, network } = this.environment;
    const name = this.prefix;
    return new Network(this, "network", { ...network, name, accountId, region, kmsKeyArn });
  }

  private cluster(network: Network, kmsKeyArn: string): Cluster {
    const { accountId, region, instances, production, exec, logRetentionDays } = this.environment;
    return new Cluster(this, "cluster", {
      name: this.prefix,
      accountId,
      region,
      containerInsights: this.environment.containerInsights,
      capacityProviderStrategy: this.environment.capacityProviderStrategy,
      instances: instances && {
        ...instances,
        vpcId: network.vpc.id,
        subnetIds: network.taskSubnetIds,
        assignPublicIp: network.assignPublicIp,
        protection: production,
      },
      exec: exec ? { kmsKeyArn, logRetentionDays } : undefined,
    });
  }

  /** Through which requests come: the load balancer with its names, certificates and firewall. */
  private entry(network: Network, topicArn: string): LoadBalancer {
    const { accountId, production, loadBalancer: options } = this.environment;
    const { domain, certificateArn, accessLogRetentionDays, webAcl } = options;
    const hosts = hostsOf(this.environment);
    const certificates =
      domain && new Certificates(this, "certificates", { hostedZone: domain.hostedZone, hosts });

    const loadBalancer = new LoadBalancer(this, "load-balancer", {
      name: this.prefix,
      vpcId: network.vpc.id,
      subnetIds: network.publicSubnetIds,
      certificateArns: certificates?.arns ?? (certificateArn ? [certificateArn] : undefined),
      deletionProtection: options.deletionProtection ?? production,
      allowedCidrs: options.allowedCidrs,
      idleTimeoutSeconds: options.idleTimeoutSeconds,
      accessLogs: given(accessLogRetentionDays, (retentionDays) => ({
        retentionDays,
        preventDestroy: production,
        accountId,
      })),
      webAclArn: webAcl === "managed" ? this.webAclArn() : webAcl,
      testListener: options.testListener,
    });
    if (loadBalancer.accessLogBucket) {
      acknowledge(loadBalancer.accessLogBucket, "backups", LOGS_ARE_WRITTEN_ONCE);
    }
    new LoadBalancerAlarms(this, "load-balancer-alarms", {
      name: this.prefix,
      loadBalancer,
      topicArn,
    });
    if (certificates) {
      const { zoneId } = certificates;
      new DnsRecords(this, "dns-records", { zoneId, hosts, loadBalancer });
    }
    new TerraformOutput(this, "url", {
      description: "Where the load balancer answers",
      value: domain
        ? `https://${domain.name}`
        : `${certificateArn ? "https" : "http"}://${loadBalancer.loadBalancer.dnsName}`,
    });
    return loadBalancer;
  }

  /** The firewall of AWS's rules, with its log. */
  private webAclArn(): string {
    const { accountId, region, production, logRetentionDays } = this.environment;
    const { webAcl, arn } = new WebAcl(this, "web-acl", { name: this.prefix });
    const { bucket } = new WebAclLog(this, "web-acl-log", {
      name: this.prefix,
      webAcl,
      accountId,
      region,
      retentionDays: logRetentionDays,
      preventDestroy: production,
    });
    acknowledge(bucket, "backups", LOGS_ARE_WRITTEN_ONCE);
    return arn;
  }

  /** What `npm run code-deploy` deploys. */
  private handOver(services: readonly Service[]): void {
    const value = Object.fromEntries(
      services.flatMap(({ node: { id }, handOver }) => (handOver ? [[id, handOver]] : [])),
    );
    if (Object.keys(value).length === 0) return;
    new TerraformOutput(this, "code-deploy", {
      description: "What CodeDeploy is told to deploy, by service",
      value,
    });
  }

  /** What a scan finds in the images of the services. The registry tells its own region only. */
  private scanFindings(organization: Organization, topicArn: string): void {
    const { services, accountId, region } = this.environment;
    if (services.length === 0 || region !== organization.region) return;
    const { type, frequency } = organization.registry.scanning ?? { type: "basic" };
    new ScanFindings(this, "scan-findings", {
      name: this.prefix,
      accountId,
      region,
      repositoryNames: services.map(({ name }) => repositoryName(organization, name)),
      scanType: type === "basic" ? "BASIC" : "ENHANCED",
      continuous: type === "enhanced" && frequency !== "on-push",
      topicArn,
    });
  }
}

const LOGS_ARE_WRITTEN_ONCE =
  "access logs are written once and never changed; they expire by the lifecycle rule";

/** Made of a value where there is one. */
const given = <Value, Result>(value: Value | undefined, make: (value: Value) => Result) =>
  value === undefined ? undefined : make(value);
