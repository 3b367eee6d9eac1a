import {
  LbListenerRule,
  type LbListenerRuleAction,
  type LbListenerRuleCondition,
} from "@cdktf/provider-aws/lib/lb-listener-rule";
import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ONLY_PRIORITY, type HttpInput, type HttpOptions } from "./http-options";
import type { LoadBalancerPlace } from "./load-balancer-place";
import { tcpPort } from "../tcp-port";

/** How requests reach a service. */
export interface ServiceHttp extends HttpInput {
  readonly loadBalancer: LoadBalancerPlace;
}

export interface HttpRouteProps extends HttpOptions {
  readonly loadBalancer: LoadBalancerPlace;

  /** Name of the service. */
  readonly name: string;

  readonly vpcId: string;

  /** Security group of the tasks. */
  readonly securityGroup: SecurityGroup;

  /**
   * Whether deployments move requests between two target groups, as blue/green, canary and linear
   * ones do. Which of the two the rules forward to is then up to ECS.
   */
  readonly shiftsTraffic: boolean;
}

/** The way of requests from the load balancer to the tasks of a service. */
export class HttpRoute extends Construct {
  public readonly targetGroup: LbTargetGroup;

  /** The second one, where deployments shift traffic. */
  public readonly alternateTargetGroup?: LbTargetGroup;

  /** Both, or the only one. */
  public readonly targetGroups: LbTargetGroup[];

  public readonly listenerRule: LbListenerRule;

  /** Leads to the next version, where deployments shift traffic and there is a test listener. */
  public readonly testListenerRule?: LbListenerRule;

  /**
   * What a service must wait for: ECS refuses a target group without a load balancer, and tasks
   * that the load balancer does not reach are stopped as unhealthy.
   */
  public readonly dependables: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: HttpRouteProps) {
    super(scope, id);
    const { listener, testListener } = props.loadBalancer;
    this.targetGroup = this.addTargetGroup("target-group", props);
    this.targetGroups = [this.targetGroup];
    if (props.shiftsTraffic) {
      this.alternateTargetGroup = this.addTargetGroup("alternate-target-group", props);
      this.targetGroups.push(this.alternateTargetGroup);
    }

    this.listenerRule = this.addRule("listener-rule", listener, props, [100, 0]);
    this.dependables = [this.listenerRule, ...this.connect(props)];
    if (props.shiftsTraffic && testListener) {
      this.testListenerRule = this.addRule("test-listener-rule", testListener, props, [0, 100]);
      this.dependables.push(this.testListenerRule);
    }
  }

  private addTargetGroup(id: string, props: HttpRouteProps): LbTargetGroup {
    const { name, vpcId, healthCheckPath, deregistrationDelaySeconds } = props;
    return new LbTargetGroup(this, id, {
      // A prefix (6 characters at most), as the successor of a group that is replaced must exist
      // under another name before the listener rule can let go of it.
      // Without the hyphen that a cut may leave at its end: ELB takes no two in a row
      // (getmoto/moto#1065).
      namePrefix: `${name.slice(0, 5).replace(/-$/, "")}-`,
      targetType: "ip",
      vpcId,
      protocol: "HTTP",
      // ECS registers each task with its own port, so this one is used by none (ELBv2 API,
      // CreateTargetGroup). The tasks' port here would have the group replaced when that changes,
      // which a rule that is up to ECS would not follow.
      port: 80,
      deregistrationDelay: String(deregistrationDelaySeconds),
      healthCheck: {
        path: healthCheckPath,
        matcher: "200-299",
        // A new task takes requests after 20 s, and a broken one none after 30 s.
        interval: 10,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      lifecycle: { createBeforeDestroy: true },
    });
  }

  /** @param weights of the target group and the alternate one, until ECS shifts them. */
  private addRule(
    id: string,
    listener: LoadBalancerPlace["listener"],
    props: HttpRouteProps,
    [weight, alternateWeight]: readonly [number, number],
  ): LbListenerRule {
    const alternate = this.alternateTargetGroup;
    const action: LbListenerRuleAction = alternate
      ? {
          type: "forward",
          forward: {
            // Both from the start, since a group that no rule names has no load balancer. ECS takes
            // rules that do nothing but forward (ECS developer guide, "Application Load Balancer
            // resources for blue/green, linear, and canary deployments").
            targetGroup: [
              { arn: this.targetGroup.arn, weight },
              { arn: alternate.arn, weight: alternateWeight },
            ],
          },
        }
      : { type: "forward", targetGroupArn: this.targetGroup.arn };
    return new LbListenerRule(this, id, {
      listenerArn: listener.arn,
      priority: props.priority ?? ONLY_PRIORITY,
      condition: conditions(props),
      action: [action],
      lifecycle: {
        // It moves to another listener when the load balancer gets a certificate; this way the
        // target group is never without a load balancer. Nothing else replaces a rule, so that it
        // never meets its successor, which has the same priority, on one listener.
        createBeforeDestroy: true,
        // Terraform would send the requests back to where the last version but one was. So it does
        // on another listener: the new rule starts with the weights here, which answer 503 where
        // the tasks are in the alternate group (packages/docs/services.md, "A name, HTTPS and a firewall").
        ...(alternate && { ignoreChanges: ["action"] }),
      },
    });
  }

  /** The rules that let requests and health checks out of the load balancer and in to the tasks. */
  private connect(props: HttpRouteProps): ITerraformDependable[] {
    const { name, port, loadBalancer, securityGroup } = props;
    return [
      new VpcSecurityGroupEgressRule(this, "load-balancer-to-tasks", {
        securityGroupId: loadBalancer.securityGroup.id,
        description: `Requests and health checks to ${name}`,
        referencedSecurityGroupId: securityGroup.id,
        ...tcpPort(port),
      }),
      new VpcSecurityGroupIngressRule(this, "tasks-from-load-balancer", {
        securityGroupId: securityGroup.id,
        description: "Requests and health checks from the load balancer",
        referencedSecurityGroupId: loadBalancer.securityGroup.id,
        ...tcpPort(port),
      }),
    ];
  }
}

const conditions = ({ paths, hosts }: HttpRouteProps): LbListenerRuleCondition[] => [
  ...(hosts.length > 0 ? [{ hostHeader: { values: hosts } }] : []),
  { pathPattern: { values: paths } },
];
