import { AppautoscalingPolicy } from "@cdktf/provider-aws/lib/appautoscaling-policy";
import { AppautoscalingTarget } from "@cdktf/provider-aws/lib/appautoscaling-target";
import { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { check } from "../check";
import type { Cluster } from "./cluster";
import { FargateTask, type FargateTaskProps } from "./fargate-task";
import type { LoadBalancer } from "./load-balancer";
import { tcpPort } from "./tcp-port";

export interface HttpServiceProps extends FargateTaskProps {
  readonly cluster: Cluster;
  readonly loadBalancer: LoadBalancer;

  readonly vpcId: string;
  readonly subnetIds: string[];

  /** Whether tasks get a public address; they need one in subnets without NAT to pull images. */
  readonly assignPublicIp: boolean;

  /**
   * Paths that the load balancer sends to this service, such as `/orders/*`; `*` and `?` are
   * wildcards. One rule takes five patterns of up to 128 characters and six wildcards
   * (ELB user guide, "Quotas for your Application Load Balancers").
   */
  readonly paths: string[];

  /**
   * Place of the rule among those of the load balancer, 1 to 50000. The lowest that matches a
   * request wins, and no two services can have the same.
   */
  readonly priority: number;

  /** Path that answers with a 2xx when a task is fit for requests. */
  readonly healthCheckPath: string;

  /** Number of tasks to start with; where the service autoscales, only at its creation. */
  readonly desiredCount: number;

  /** Lowest number of tasks. The service autoscales exactly when `maxCount` is higher. */
  readonly minCount: number;

  readonly maxCount: number;
}

/** A service on Fargate, answering HTTP requests behind the load balancer. */
export class HttpService extends Construct {
  public readonly task: FargateTask;
  public readonly service: EcsService;
  public readonly targetGroup: LbTargetGroup;

  /** Of the tasks. What they call besides HTTPS needs a rule of its own. */
  public readonly securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: HttpServiceProps) {
    super(scope, id);
    this.checkProps(props);
    const { name, port, cluster, minCount, maxCount } = props;
    const autoscales = maxCount > minCount;

    this.task = new FargateTask(this, "task", props);
    this.securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: `${props.namePrefix}-${name}-`,
      description: `Tasks of ${name}`,
      vpcId: props.vpcId,
      // A group in use cannot be deleted: its successor must be in place first.
      lifecycle: { createBeforeDestroy: true },
    });
    const securityGroupRules = this.connect(props);

    this.targetGroup = new LbTargetGroup(this, "target-group", {
      // A prefix (6 characters at most), since a change of port replaces the group, and its
      // successor must exist under another name before the listener rule can let go of it.
      namePrefix: `${name.slice(0, 5)}-`,
      targetType: "ip",
      vpcId: props.vpcId,
      protocol: "HTTP",
      port,
      // How long a stopping task may finish its requests. The 300 of AWS make deployments slow.
      deregistrationDelay: "60",
      healthCheck: {
        path: props.healthCheckPath,
        matcher: "200-299",
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      lifecycle: { createBeforeDestroy: true },
    });
    const listenerRule = new LbListenerRule(this, "listener-rule", {
      listenerArn: props.loadBalancer.listener.arn,
      priority: props.priority,
      condition: [{ pathPattern: { values: props.paths } }],
      action: [{ type: "forward", targetGroupArn: this.targetGroup.arn }],
      // It moves to another listener when the load balancer gets a certificate; this way the
      // target group is never without a load balancer.
      lifecycle: { createBeforeDestroy: true },
    });

    this.service = new EcsService(this, "service", {
      name,
      cluster: cluster.cluster.arn,
      taskDefinition: this.task.definition.arn,
      desiredCount: props.desiredCount,
      // Never a launch type: a service cannot change from it to a strategy without replacement.
      capacityProviderStrategy: [{ capacityProvider: "FARGATE", weight: 1 }],
      networkConfiguration: {
        subnets: props.subnetIds,
        securityGroups: [this.securityGroup.id],
        assignPublicIp: props.assignPublicIp,
      },
      loadBalancer: [
        { targetGroupArn: this.targetGroup.arn, containerName: name, containerPort: port },
      ],
      healthCheckGracePeriodSeconds: 60,
      // New tasks first, old ones after; and back to the old ones when the new do not come up.
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      availabilityZoneRebalancing: "ENABLED",
      propagateTags: "SERVICE",
      enableEcsManagedTags: true,
      // An apply is done when the new tasks serve, not when ECS has taken note of them.
      waitForSteadyState: true,
      // Nothing in the service's arguments refers to these, yet without them the first tasks
      // cannot start or ECS refuses the target group, and a destroy hangs with tasks that drain.
      dependsOn: [
        cluster.capacityProviders,
        listenerRule,
        this.task.executionPolicy,
        ...securityGroupRules,
      ],
      // The count is the autoscaling's where there is any, and the configuration's where not.
      ...(autoscales && { lifecycle: { ignoreChanges: ["desired_count"] } }),
    });
    if (autoscales) this.scaleOnCpu(props);
  }

  private checkProps(props: HttpServiceProps): void {
    const { paths, priority, healthCheckPath, desiredCount, minCount, maxCount } = props;
    const patterns = paths.every((path) => /^[/*].{0,127}$/.test(path));
    check(
      this,
      "paths",
      paths,
      paths.length >= 1 && paths.length <= 5 && patterns,
      "1 to 5 patterns of up to 128 characters, the first a / or *",
    );
    const wildcards = paths.join("").replace(/[^*?]/g, "").length;
    check(this, "paths", paths, wildcards <= 6, "at most 6 wildcards");
    check(
      this,
      "priority",
      priority,
      Number.isInteger(priority) && priority >= 1 && priority <= 50000,
      "1 to 50000",
    );
    check(
      this,
      "healthCheckPath",
      healthCheckPath,
      healthCheckPath.startsWith("/"),
      "a path from /",
    );
    check(
      this,
      "desiredCount",
      { minCount, desiredCount, maxCount },
      0 <= minCount && minCount <= desiredCount && desiredCount <= maxCount,
      "0 <= minCount <= desiredCount <= maxCount",
    );
  }

  /** The rules that let requests in from the load balancer, and out what a task needs to start. */
  private connect(props: HttpServiceProps): ITerraformDependable[] {
    const { name, port, loadBalancer } = props;
    return [
      new VpcSecurityGroupEgressRule(this, "load-balancer-to-tasks", {
        securityGroupId: loadBalancer.securityGroup.id,
        description: `Requests and health checks to ${name}`,
        referencedSecurityGroupId: this.securityGroup.id,
        ...tcpPort(port),
      }),
      new VpcSecurityGroupIngressRule(this, "tasks-from-load-balancer", {
        securityGroupId: this.securityGroup.id,
        description: "Requests and health checks from the load balancer",
        referencedSecurityGroupId: loadBalancer.securityGroup.id,
        ...tcpPort(port),
      }),
      // Images, logs and all other AWS APIs are served over HTTPS; so nothing leaves in the clear
      // on port 80. Name resolution needs no rule: security groups do not filter Amazon's DNS.
      new VpcSecurityGroupEgressRule(this, "tasks-to-https", {
        securityGroupId: this.securityGroup.id,
        description: "HTTPS to AWS APIs and others",
        cidrIpv4: "0.0.0.0/0",
        ...tcpPort(443),
      }),
    ];
  }

  private scaleOnCpu(props: HttpServiceProps): void {
    const target = new AppautoscalingTarget(this, "scaling-target", {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: `service/${props.cluster.cluster.name}/${this.service.name}`,
      minCapacity: props.minCount,
      maxCapacity: props.maxCount,
    });
    new AppautoscalingPolicy(this, "scaling-policy", {
      name: `${props.namePrefix}-${props.name}-cpu`,
      policyType: "TargetTrackingScaling",
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
        targetValue: 75,
        // Out at once, since requests wait; in with patience, since load comes back.
        scaleOutCooldown: 60,
        scaleInCooldown: 300,
      },
    });
  }
}
