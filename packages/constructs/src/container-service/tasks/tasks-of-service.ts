import type { ITerraformDependable } from "cdktf";

/** What tasks beside a service take of it. */
export interface TasksOfService {
  /** Name of the service, and of its own container. */
  readonly name: string;

  /** Name of the service with its prefix. */
  readonly fullName: string;

  readonly region: string;
  readonly accountId: string;

  /** Size of the service's tasks. */
  readonly cpuUnits: number;
  readonly memoryMiB?: number | undefined;

  readonly clusterName: string;
  readonly clusterArn: string;

  /** ARN of the revision that the service gets. */
  readonly taskDefinitionArn: string;
  readonly logGroupName: string;

  /** On which tasks run that must not be interrupted. */
  readonly capacityProvider: string;

  readonly subnetIds: string[];
  readonly securityGroupIds: string[];
  readonly assignPublicIp: boolean;

  /** What the tasks of the service need to start, to reach others and to log. */
  readonly dependsOn: ITerraformDependable[];
}
