import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { Construct } from "constructs";
import { check } from "../../check";
import { autoscale } from "./autoscaling";
import { CodeDeploy, type HandOver } from "../code-deploy/code-deploy";
import { HttpRoute } from "../load-balancer/http-route";
import { shiftsTraffic } from "./deployment";
import { waitForTests } from "./deployment-wait";
import { deployments } from "./deployments";
import { connection } from "./service-connect";
import { loadBalancing } from "./service-load-balancing";
import { serviceLifecycle } from "./service-lifecycle";
import { ServiceAlarms } from "./service-alarms";
import { soundServiceProps, type ServiceProps, type SoundServiceProps } from "./service-props";
import { metricsOf } from "./measured";
import type { ServiceMetrics } from "./service-metrics";
import { openWays } from "./service-uses";
import { serviceQueue, watchQueue } from "./service-queue";
import type { Queue } from "../queue/queue";
import { Task } from "../task/task";
import { scheduledMetrics, ServiceTasks } from "../tasks/service-tasks";
import { tcpPort } from "../tcp-port";

/**
 * A service on ECS: a number of equal tasks, behind the load balancer or at work on their own.
 *
 * An apply ends well only when the new tasks run. One whose deployment ECS rolled back fails, by the
 * provider's waiting or, where that took the old tasks for the new ones, by the postcondition
 * (hashicorp/terraform-provider-aws#19519, #20858). The postcondition sees nothing wrong with a
 * first deployment, which leaves no earlier task definition to go back to; then the waiting alone
 * tells, and the service is replaced by the next apply. Nor does it see a deployment that kept the
 * task definition, such as one of other subnets.
 */
export class Service extends Construct {
  public readonly task: Task;
  public readonly service: EcsService;

  /** Of the tasks. What they call besides HTTPS needs a rule of its own. */
  public readonly securityGroup: SecurityGroup;

  public readonly route: HttpRoute | undefined;
  public readonly alarms: ServiceAlarms | undefined;
  public readonly metrics: ServiceMetrics;

  public readonly queue: Queue | undefined;

  /** What runs beside it. */
  public readonly tasks: ServiceTasks;

  /** What it takes to deploy it, where CodeDeploy does. */
  public readonly handOver: HandOver | undefined;

  constructor(scope: Construct, id: string, given: ServiceProps) {
    super(scope, id);
    const props = soundServiceProps(this, given);
    this.checkProps(props);
    const { name, cluster, deployment, http } = props;
    const fullName = `${props.namePrefix}-${name}`;

    this.queue = serviceQueue(this, props);
    this.task = this.makeTask(props);
    this.securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: `${fullName}-`,
      description: `Tasks of ${name}`,
      vpcId: props.vpcId,
      // A group in use cannot be deleted: its successor must be in place first.
      lifecycle: { createBeforeDestroy: true },
    });
    // Images, logs and all other AWS APIs are served over HTTPS; so nothing leaves in the clear on
    // port 80. Name resolution needs no rule: security groups do not filter Amazon's DNS.
    const tasksToHttps = new VpcSecurityGroupEgressRule(this, "tasks-to-https", {
      securityGroupId: this.securityGroup.id,
      description: "HTTPS to AWS APIs and others",
      cidrIpv4: "0.0.0.0/0",
      ...tcpPort(443),
    });
    this.route =
      http &&
      new HttpRoute(this, "route", {
        ...http,
        name,
        vpcId: props.vpcId,
        securityGroup: this.securityGroup,
        shiftsTraffic: shiftsTraffic(deployment),
      });
    const ways = openWays(this, { name, securityGroup: this.securityGroup }, props.data ?? []);
    this.metrics = metricsOf(props, {
      targetGroups: this.route?.targetGroups ?? [],
      queue: this.queue,
      scheduled: scheduledMetrics(props, fullName),
    });
    this.alarms = this.makeAlarms(fullName, props);

    const deployed = deployments(this, {
      fullName,
      deployment,
      drainSeconds: http?.deregistrationDelaySeconds ?? 60,
      rollbackAlarmNames: this.alarms?.rollbackAlarmNames ?? [],
    });

    const capacityProviderStrategy = cluster.strategy(props.capacityProviderStrategy);
    const onInstances = isOnInstances(props);
    const assignPublicIp = props.assignPublicIp && !onInstances;
    // Nothing in the service's arguments refers to these, yet without them the first tasks cannot
    // start, and a destroy hangs with tasks that drain.
    const toStart = [...cluster.dependables, ...this.task.dependables, tasksToHttps];
    const toWork = [...ways, ...(this.queue ? [this.queue.queue] : []), ...(props.dependsOn ?? [])];
    this.tasks = new ServiceTasks(this, "tasks", {
      props,
      fullName,
      task: this.task,
      onInstances,
      securityGroupId: this.securityGroup.id,
      assignPublicIp,
      dependsOn: [...toStart, ...toWork],
    });

    this.service = new EcsService(this, "service", {
      name,
      cluster: cluster.cluster.arn,
      taskDefinition: this.task.definition.arn,
      desiredCount: props.desiredCount,
      // Never a launch type: a service cannot change from it to a strategy without replacement.
      capacityProviderStrategy,
      networkConfiguration: {
        subnets: props.subnetIds,
        securityGroups: [this.securityGroup.id],
        assignPublicIp,
      },
      ...loadBalancing({
        route: this.route,
        http,
        containerName: this.task.containerName,
        roleArn: deployed.shiftRoleArn,
      }),
      ...connection({
        connect: given.connect,
        name,
        region: props.region,
        logGroupName: this.task.logGroup.name,
      }),
      ...deployed.arguments,
      enableExecuteCommand: props.exec,
      propagateTags: "SERVICE",
      enableEcsManagedTags: true,
      dependsOn: [
        ...toStart,
        // Without these ECS refuses the target group.
        ...(this.route?.dependables ?? []),
        ...deployed.dependables,
        ...toWork,
        ...this.tasks.before,
      ],
      lifecycle: serviceLifecycle({
        serviceName: name,
        clusterName: cluster.cluster.name,
        taskDefinitionArn: this.task.definition.arn,
        logGroupName: this.task.logGroup.name,
        autoscaling: props.autoscaling,
        deployment,
      }),
    });
    waitForTests(this.service, deployment, deployed.hookRoleArn);
    this.alarms?.createAfter(this.service);
    this.tasks.scheduleAfter(this.service);
    this.handOver = this.codeDeploy(fullName, props)?.handOver({
      taskDefinitionArn: this.task.definition.arn,
      containerName: this.task.containerName,
      containerPort: http?.port ?? 80,
      capacityProviderStrategy,
      subnetIds: props.subnetIds,
      securityGroupIds: [this.securityGroup.id],
      assignPublicIp,
    });
    if (!props.autoscaling) return;
    const [group] = this.metrics.targetGroups;
    autoscale(this, {
      fullName,
      clusterName: cluster.cluster.name,
      serviceName: this.service.name,
      autoscaling: props.autoscaling,
      requestLabel: group && `${group.LoadBalancer}/${group.TargetGroup}`,
      backlog: this.queue && { queueName: this.queue.name, ...props.queue! },
    });
  }

  private checkProps({ http, exec, cluster, containers: [own] }: SoundServiceProps): void {
    const holds = http === undefined || http.port === own?.port;
    check(this, "http.port", http?.port, holds, `${own?.port}, the port of the first container`);
    const canExec = cluster.execLogGroupArn !== undefined;
    check(this, "exec", exec, !exec || canExec, "false, as the cluster is not made for it");
  }

  private codeDeploy(fullName: string, props: SoundServiceProps): CodeDeploy | undefined {
    const { deployment, http, alarms, region } = props;
    const { targetGroup, alternateTargetGroup } = this.route ?? {};
    if (deployment.strategy !== "CODE_DEPLOY" || !http || !targetGroup || !alternateTargetGroup) {
      return undefined;
    }
    return new CodeDeploy(this, "code-deploy", {
      fullName,
      region,
      clusterName: props.cluster.cluster.name,
      serviceName: this.service.name,
      deployment,
      listenerArn: http.loadBalancer.listener.arn,
      testListenerArn: http.loadBalancer.testListener?.arn,
      targetGroupNames: [targetGroup.name, alternateTargetGroup.name],
      alarmNames: deployment.rollbackOnAlarms ? this.alarms?.rollbackAlarmNames : undefined,
      topicArn: alarms?.topicArn,
    });
  }

  private makeTask(props: SoundServiceProps): Task {
    const { cluster, statements = [], data = [] } = props;
    const { execKmsKeyArn: kmsKeyArn, execLogGroupArn: logGroupArn } = cluster;
    return new Task(this, "task", {
      ...props,
      statements: [
        ...statements,
        ...(this.queue ? [this.queue.statement] : []),
        ...data.flatMap((used) => used.statements),
      ],
      compatibility: isOnInstances(props) ? "EC2" : "FARGATE",
      exec: props.exec && kmsKeyArn && logGroupArn ? { kmsKeyArn, logGroupArn } : undefined,
    });
  }

  private makeAlarms(fullName: string, props: SoundServiceProps): ServiceAlarms | undefined {
    const { alarms, autoscaling, desiredCount } = props;
    if (!alarms) return undefined;
    if (this.queue) watchQueue(this, this.queue, props, this.task.logGroup.name);
    return new ServiceAlarms(this, "alarms", {
      ...alarms,
      fullName,
      metrics: this.metrics,
      logGroupName: this.task.logGroup.name,
      minCounts: autoscaling
        ? [autoscaling, ...autoscaling.schedules].map(({ minCount }) => minCount)
        : [desiredCount],
    });
  }
}

const isOnInstances = ({ capacityProviderStrategy }: SoundServiceProps): boolean =>
  capacityProviderStrategy.some(({ capacityProvider }) => capacityProvider === "EC2");
