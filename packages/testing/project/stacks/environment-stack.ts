import { Construct } from "constructs";
import {
  addLoadTestTask,
  Cluster,
  DeploymentEvents,
  outputHandOvers,
  Service,
  ServiceConnections,
  serviceWidgets,
} from "@groundwork/constructs/container-service";
import { Data } from "@groundwork/constructs/data";
import { EncryptionKey } from "@groundwork/constructs/encryption";
import {
  type BaseContract,
  clusterContract,
  clusterOfLayer,
  isForeign,
  type Layer,
  LayerContracts,
  networkContract,
  NetworkOfLayer,
  type ServicePlace,
} from "@groundwork/constructs/layers";
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
  type Environment,
  environmentPrefix,
  isBesideRegistry,
  layerPath,
  layersOf,
  type Organization,
  repositoryName,
  type StackConfiguration,
  stackProps,
} from "@groundwork/configuration";
import { makeEntry, outputUrl } from "./entry";
import { serviceProps } from "./service-props";

export interface EnvironmentStackProps extends StackConfiguration {
  readonly environment: Environment;
  /** The layer that the stack has, where the environment has a stack for each. @default all of them */
  readonly layer?: Layer | undefined;
}

/** One environment: a network, a cluster, a load balancer, services, and who is told about them. */
export class EnvironmentStack extends GroundworkStack {
  private readonly environment: Environment;
  /** What the physical names of the environment start with. */
  private readonly prefix: string;
  /** What it has of stacks of lower layers, and tells those of higher ones. */
  private readonly contracts: LayerContracts;

  constructor(scope: Construct, props: EnvironmentStackProps) {
    const { organization, environment, layer } = props;
    super(scope, stackProps(props, environment, layer));
    this.environment = environment;
    this.prefix = environmentPrefix(organization, environment.name);
    const path = layerPath(organization, environment.name);
    this.contracts = new LayerContracts(this, { path, layer, own: layersOf(environment) });

    const base = this.base();
    const network = this.network(base);
    if (this.contracts.reaches("cluster")) {
      const { cluster, loadBalancer } = this.cluster(network, base);
      if (this.contracts.reaches("services")) {
        this.services(props, { ...base, network, cluster, loadBalancer });
      }
    }
  }

  /** What all layers use: a key, and who is told. */
  private base(): BaseContract {
    if (!this.contracts.makes("base")) return this.contracts.read("base");
    const { accountId, region, production, alarms } = this.environment;
    const { arn: kmsKeyArn } = new EncryptionKey(this, "key", {
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
      kmsKeyArn,
      emails: alarms.emails,
    });
    const base = { kmsKeyArn, topicArn };
    this.contracts.publish("base", base);
    return base;
  }

  private network({ kmsKeyArn }: BaseContract): NetworkPlace {
    const { accountId, region, network } = this.environment;
    if (isExisting(network)) return existingNetwork(network);
    if (isForeign(network) || !this.contracts.makes("network")) {
      return new NetworkOfLayer(this.contracts.read("network"), network);
    }
    const name = this.prefix;
    const made = new Network(this, "network", { ...network, name, accountId, region, kmsKeyArn });
    this.contracts.publish("network", networkContract(made));
    return made;
  }

  /** On what services run, and through what requests come. */
  private cluster(network: NetworkPlace, { kmsKeyArn, topicArn }: BaseContract): ServicePlace {
    const { instances, production, exec, logRetentionDays, services } = this.environment;
    const isReached = services.some(({ http }) => http);
    if (!this.contracts.makes("cluster")) {
      const execKmsKeyArn = exec ? kmsKeyArn : undefined;
      const props = { ...this.environment, name: this.prefix, execKmsKeyArn };
      return clusterOfLayer(this, this.contracts.read("cluster"), props, isReached);
    }
    const cluster = new Cluster(this, "cluster", {
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
    const entry = { name: this.prefix, environment: this.environment, network, topicArn };
    const loadBalancer = isReached ? makeEntry(this, entry) : undefined;
    this.contracts.publish("cluster", clusterContract(cluster, loadBalancer));
    return { cluster, loadBalancer };
  }

  private services(
    props: EnvironmentStackProps,
    place: ServicePlace & BaseContract & { readonly network: NetworkPlace },
  ): void {
    const { organization, environment } = props;
    const { accountId, region } = environment;
    const { network, loadBalancer, topicArn, kmsKeyArn } = place;
    const data = new Data(this, { ...dataProps(props), ...place });
    addLoadTestTask(this, environment, { ...place, namePrefix: this.prefix });

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
        kmsKeyArn,
        cluster: place.cluster,
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
    if (loadBalancer) outputUrl(this, environment, loadBalancer);
    const rows = [...services.map(serviceWidgets), ...data.rows];
    if (rows.length > 0) new Dashboard(this, "dashboard", { name: this.prefix, region, rows });
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
