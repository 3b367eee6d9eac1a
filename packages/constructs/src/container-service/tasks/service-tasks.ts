import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import type { DataResource, ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { SoundServiceProps } from "../service/service-props";
import type { ServiceMetrics } from "../service/service-metrics";
import type { Task } from "../task/task";
import { failedRule, missedQueue } from "./task-overrides";
import { tasksBeforeDeployment } from "./tasks-before-deployment";
import type { TasksOfService } from "./tasks-of-service";

export interface ServiceTasksProps {
  readonly props: SoundServiceProps;
  readonly fullName: string;
  readonly task: Task;

  /** Whether the service runs on instances, and its tasks with it. */
  readonly onInstances: boolean;
  readonly securityGroupId: string;
  readonly assignPublicIp: boolean;

  /** What tasks need to start, to reach others and to log. */
  readonly dependsOn: ITerraformDependable[];
}

/** What runs beside a service: before its deployments, and by the clock. */
export class ServiceTasks extends Construct {
  /** What the service waits for. */
  public readonly before: readonly DataResource[];

  private readonly ofService: TasksOfService;

  constructor(
    scope: Construct,
    id: string,
    private readonly own: ServiceTasksProps,
  ) {
    super(scope, id);
    const { props, fullName, task } = own;
    const { cluster } = props;
    // Never on Spot: a migration that AWS interrupts may leave half of its work.
    const kind = own.onInstances ? "EC2" : "FARGATE";
    const [capacity] = cluster.strategy([{ capacityProvider: kind, weight: 1, base: 0 }]);
    this.ofService = {
      name: props.name,
      fullName,
      region: props.region,
      accountId: props.accountId,
      cpuUnits: props.cpuUnits,
      memoryMiB: props.memoryMiB,
      clusterName: props.namePrefix,
      clusterArn: cluster.cluster.arn,
      taskDefinitionArn: task.definition.arn,
      logGroupName: task.logGroup.name,
      capacityProvider: capacity!.capacityProvider,
      subnetIds: props.subnetIds,
      securityGroupIds: [own.securityGroupId],
      assignPublicIp: own.assignPublicIp,
      dependsOn: own.dependsOn,
    };
    const before = tasksOf(props).filter(({ run }) => run === "before-deployment");
    this.before = tasksBeforeDeployment(this, this.ofService, before);
  }

  /** Starts those with a schedule, as soon as the service runs what they are of. */
  public scheduleAfter(service: EcsService): void {
    const { props, fullName, task } = this.own;
    const tasks = scheduledOf(props);
    if (tasks.length === 0) return;
    // Loaded for those who have some: classes of the provider take a dozen milliseconds.
    const { ScheduledTasks } =
      require("./scheduled-tasks") as typeof import("./scheduled-tasks.js");
    const { missedName } = new ScheduledTasks(this, "scheduled", {
      ...this.ofService,
      tasks,
      service,
      roleArns: [task.taskRole.arn, task.executionRole.arn],
      deployedByOthers:
        props.deployment.strategy !== "CODE_DEPLOY" && props.deployment.deployedBy === "ci",
    });
    if (props.alarms === undefined) return;
    const { ScheduledTaskAlarms } =
      require("./scheduled-task-alarms") as typeof import("./scheduled-task-alarms.js");
    new ScheduledTaskAlarms(this, "scheduled-alarms", {
      service: props.name,
      fullName,
      clusterArn: this.ofService.clusterArn,
      tasks: tasks.map(({ name }) => name),
      missedName,
      logGroupName: task.logGroup.name,
      topicArn: props.alarms.topicArn,
    });
  }
}

/** Where CloudWatch counts the scheduled tasks of a service; undefined where it has none. */
export const scheduledMetrics = (
  props: SoundServiceProps,
  fullName: string,
): ServiceMetrics["scheduled"] =>
  scheduledOf(props).length === 0
    ? undefined
    : { group: fullName, failedRule: failedRule(fullName), missedName: missedQueue(fullName) };

const scheduledOf = (props: SoundServiceProps) =>
  tasksOf(props).filter(({ run }) => typeof run === "object");

/** None while a placeholder runs in place of the image that has their commands. */
const tasksOf = ({ tasks, containers: [own] }: SoundServiceProps) => (own?.awaited ? [] : tasks);
