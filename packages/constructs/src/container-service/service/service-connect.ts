import type { EcsServiceServiceConnectConfiguration } from "@cdktf/provider-aws/lib/ecs-service";
import { CONNECT_PORT } from "../task/container-definition";
import type { Endpoint } from "../task/service-connect-options";

/** What a service has to do with others of its environment. */
export interface ServiceConnect {
  /** ARN of the namespace in which they find each other. */
  readonly namespaceArn: string;

  /**
   * Where others reach it.
   * @default - nowhere: it only calls
   */
  readonly endpoint?: Endpoint | undefined;
}

export interface ConnectionProps {
  readonly connect: ServiceConnect | undefined;

  /** Name of the service, and host under which it answers. */
  readonly name: string;
  readonly region: string;

  /** Log group of the service, which has the proxies' lines as well. */
  readonly logGroupName: string;
}

/**
 * The argument of a service that is called by others, or calls them. ECS puts a proxy into each of its
 * tasks, which answers on the task's own address under the names of what is called. The proxy takes
 * of the task's processor and memory: AWS advises 256 units and 64 MiB more (ECS developer guide,
 * "Service Connect", proxy resources).
 */
export const connection = ({
  connect,
  name,
  region,
  logGroupName,
}: ConnectionProps): { serviceConnectConfiguration?: EcsServiceServiceConnectConfiguration } => {
  if (connect === undefined) return {};
  const { namespaceArn, endpoint } = connect;
  return {
    serviceConnectConfiguration: {
      enabled: true,
      namespace: namespaceArn,
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": logGroupName,
          "awslogs-region": region,
          "awslogs-stream-prefix": "service-connect",
          mode: "non-blocking",
          "max-buffer-size": "25m",
        },
      },
      ...(endpoint && {
        service: [
          {
            portName: CONNECT_PORT,
            discoveryName: name,
            clientAlias: { dnsName: name, port: endpoint.port },
          },
        ],
      }),
    },
  };
};
