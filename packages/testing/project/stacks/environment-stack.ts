import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import {
  addLoadTestTask,
  Certificates,
  Cluster,
  DeploymentEvents,
  DnsRecords,
  LoadBalancer,
  LoadBalancerAlarms,
  outputHandOvers,
  Service,
  ServiceConnections,
  serviceWidgets,
  WebAcl,
  WebAclLog,
} from "@groundwork/constructs/container-service";
import { Data } from "@groundwork/constructs/data";
import { EncryptionKey } from "@groundwork/constructs/encryption";
import {
  existingNetwork,
  isExisting,
  Network,
  type NetworkPlace,
} from "@groundwork/constructs/network";
import { Dashboard, NotificationTopic } from "@groundwork/constructs/observability";
import { imageScanning, ScanFindings } from "@groundwork/constructs/registry";
import { GroundworkStack } from "@groundwork/constructs/stack";
import {
  callsBetween,
  dataProps,
  dnsNames,
  type Environment,
  environmentPrefix,
  isBesideRegistry,
  type Organization,
  repositoryName,
  type StackConfiguration,
  stackProps,
} from "@groundwork/configuration";
import { serviceProps } from "./service-props";

export interface EnvironmentStackProps extends StackConfiguration {
  readonly environment: Environment;
}

/** One environment: a network, a cluster, a load balancer, services, and who is told about them. */
export class EnvironmentStack extends GroundworkStack {
  private readonly environment: Environment;
  /** What the physical names of the environment start with. */
  private readonly prefix: string;

  constructor(scope: Construct, props: EnvironmentStackProps) {
    const { organization, environment } = props;
    const { accountId, region, production } = environment;
    super(scope, stackProps(props, environment));
    this.environment = environment;
    this.prefix = environmentPrefix(organization, environment.name);

    const key = new EncryptionKey(this, "key", {
      alias: `alias/${this.prefix}`,
      description: `Logs and notifications of ${this.prefix}`,
      accountId,
      region,
      services: ["logs", "cloudwatch", "events"],
      preventDestroy: production,
    });
    const { arn: topicArn } = new NotificationTopic(this, "notifications", {
      name: `${this.prefix}-notifications`,
      accountId,
      kmsKeyArn: key.arn,
      emails: environment.alarms.emails,
    });
    const network = this.network(key.arn);
    const cluster = this.cluster(network, key.arn);
    const loadBalancer = environment.services.some(({ http }) => http)
      ? this.entry(network, topicArn)
      : undefined;
    const data = new Data(this, { ...dataProps(props), network, key, topicArn });

    const place = { namePrefix: this.prefix, kmsKeyArn: key.arn, network, loadBalancer };
    addLoadTestTask(this, environment, place);

    // A scope of their own: a service may be called "network" or "backend".
    const scopeOfServices = new Construct(this, "services");
    const connections = new ServiceConnections(this, "connections", {
      name: this.prefix,
      calls: callsBetween(environment.services),
    });
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
        connect: connections.of(service.name),
        data: data.usedBy(service.uses),
        alarms: { ...environment.alarms, topicArn },
        // Tasks pull their images and read their secrets through these.
        dependsOn: network.endpoints,
      });
    });

    connections.open(services);

    new DeploymentEvents(this, "deployment-events", {
      name: this.prefix,
      accountId,
      region,
      topicArn,
    });
    this.scanFindings(organization, topicArn);
    outputHandOvers(this, services);
    const rows = [...services.map(serviceWidgets), ...data.rows];
    if (rows.length > 0) new Dashboard(this, "dashboard", { name: this.prefix, region, rows });
  }

  private network(kmsKeyArn: string): NetworkPlace {
    const { accountId, region, network } = this.environment;
    if (isExisting(network)) return existingNetwork(network);
    const name = this.prefix;
    return new Network(this, "network", { ...network, name, accountId, region, kmsKeyArn });
  }

  private cluster(network: NetworkPlace, kmsKeyArn: string): Cluster {
    const { instances, production, exec, logRetentionDays } = this.environment;
    return new Cluster(this, "cluster", {
      ...this.environment,
      name: this.prefix,
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
  private entry(network: NetworkPlace, topicArn: string): LoadBalancer {
    const { accountId, region, production, loadBalancer: options } = this.environment;
    const { domain, certificateArn, webAcl } = options;
    const names = dnsNames(this.environment);
    const certificates = names && new Certificates(this, "certificates", names);
    const loadBalancer = new LoadBalancer(this, "load-balancer", {
      ...options,
      name: this.prefix,
      accountId,
      region,
      production,
      vpcId: network.vpc.id,
      subnetIds: network.publicSubnetIds,
      certificateArns: certificates?.arns ?? (certificateArn ? [certificateArn] : undefined),
      webAclArn: webAcl === "managed" ? this.webAclArn() : webAcl,
    });
    new LoadBalancerAlarms(this, "load-balancer-alarms", {
      name: this.prefix,
      loadBalancer,
      topicArn,
    });
    if (certificates) {
      new DnsRecords(this, "dns-records", { ...names!, zoneId: certificates.zoneId, loadBalancer });
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
    new WebAclLog(this, "web-acl-log", {
      name: this.prefix,
      webAcl,
      accountId,
      region,
      retentionDays: logRetentionDays,
      preventDestroy: production,
    });
    return arn;
  }

  /** What a scan finds in the images of the services. The registry tells its own region only. */
  private scanFindings(organization: Organization, topicArn: string): void {
    const { services, accountId, region } = this.environment;
    if (services.length === 0 || !isBesideRegistry(organization, this.environment)) return;
    const { scanType, continuous } = imageScanning(organization.registry.scanning);
    new ScanFindings(this, "scan-findings", {
      name: this.prefix,
      accountId,
      region,
      repositoryNames: services.map(({ name }) => repositoryName(organization, name)),
      scanType,
      continuous,
      topicArn,
    });
  }
}
