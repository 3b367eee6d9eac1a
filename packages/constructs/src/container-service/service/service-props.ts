import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { checkedProps } from "../../checked-props";
import type { UsedData } from "../../data/used-data";
import type { ClusterPlace } from "../cluster/cluster-place";
import type { ServiceHttp } from "../load-balancer/http-route";
import type { ContainerProps } from "../task/container-definition";
import { anyContainerOptions } from "../task/container-options";
import type { TaskProps } from "../task/task";
import type { ServiceConnect } from "./service-connect";
import { withUses } from "./service-uses";
import { serviceAlarmOptions, type ServiceAlarmInput } from "./alarm-options";
import { placedServiceOptions, type PlacedServiceInput } from "./service-options";

export interface ServiceProps
  extends
    Omit<PlacedServiceInput, "http">,
    Omit<TaskProps, keyof PlacedServiceInput | "containers" | "compatibility"> {
  /** The first is the service's own and bears its name. */
  readonly containers: readonly ContainerProps[];

  readonly cluster: ClusterPlace;
  readonly vpcId: string;
  readonly subnetIds: string[];

  /**
   * Whether tasks get a public address; they need one in subnets without NAT to pull images. ECS
   * gives none to tasks on instances, where the instance pulls.
   */
  readonly assignPublicIp: boolean;

  /** @default - not at all: a worker, which no load balancer knows of */
  readonly http?: ServiceHttp | undefined;

  /**
   * Whether Terraform refuses to destroy what holds data of it, as its queue.
   * @default false
   */
  readonly protectData?: boolean | undefined;

  /** @default - it calls no others, and no others call it */
  readonly connect?: ServiceConnect | undefined;

  /**
   * What it is let in to.
   * @default - no data of the environment
   */
  readonly data?: readonly UsedData[] | undefined;

  /** @default - nobody is told, and no deployment rolled back for what its requests come to */
  readonly alarms?: (ServiceAlarmInput & { readonly topicArn: string }) | undefined;

  /**
   * What tasks need besides, such as the endpoints of their subnets.
   * @default - nothing
   */
  readonly dependsOn?: ITerraformDependable[] | undefined;
}

/** Props of a service whose options are checked and have their defaults. */
export type SoundServiceProps = ReturnType<typeof soundServiceProps>;

/** @throws ConfigurationError with the problems of one of: the service, a container, its alarms */
export function soundServiceProps(service: Construct, props: ServiceProps) {
  const { containers, alarms, http, cluster } = props;
  const sound = checkedProps(service, placedServiceOptions, { ...props, http: http && own(http) });
  const {
    autoscaling,
    desiredCount = autoscaling?.minCount ?? 1,
    capacityProviderStrategy = cluster.capacityProviderStrategy,
  } = sound;
  return {
    ...sound,
    desiredCount,
    capacityProviderStrategy,
    http: sound.http && { ...sound.http, loadBalancer: http!.loadBalancer },
    containers: containers.map((container, index) =>
      withUses(
        checkedProps(service, anyContainerOptions, container, ["containers", index]),
        props.data ?? [],
      ),
    ),
    alarms: alarms && checkedProps(service, serviceAlarmOptions, alarms, ["alarms"]),
  };
}

const own = ({ loadBalancer: _, ...http }: ServiceHttp) => http;
