import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { check } from "../../check";
import type { LoadBalancerPlace } from "../load-balancer/load-balancer-place";
import { Task } from "../task/task";
import { sidecarOptions } from "../task/container-options";
import { tcpPort } from "../tcp-port";
import { LOAD_TEST_TASK, type LoadTestTaskOptions } from "./load-test-task-options";

/** What the task has of its environment. */
interface OfEnvironment {
  readonly accountId: string;
  readonly region: string;
  readonly logRetentionDays: number;
}

interface OfStack {
  /** What the names of the environment start with. */
  readonly namePrefix: string;
  /** Key of the log group, whose policy must let CloudWatch Logs use it. */
  readonly kmsKeyArn: string;
  readonly network: {
    readonly vpc: { readonly id: string };
    readonly taskSubnetIds: string[];
    /** Under which tasks are seen from outside, by zone. */
    readonly natAddresses: Readonly<Record<string, { readonly publicIp: string }>>;
  };
}

export interface LoadTestTaskProps extends OfEnvironment, OfStack {
  readonly task: LoadTestTaskOptions;
  /** To which the requests go. */
  readonly loadBalancer: LoadBalancerPlace;
}

/**
 * Adds the task to an environment's stack, and the output that says how it is run; nothing where it
 * wants none, or nobody answers.
 */
export function addLoadTestTask(
  stack: Construct,
  {
    loadTestTask: task,
    ...environment
  }: OfEnvironment & { loadTestTask?: LoadTestTaskOptions | undefined },
  { loadBalancer, ...props }: OfStack & { readonly loadBalancer: LoadBalancerPlace | undefined },
): void {
  if (!task || !loadBalancer) return;
  const { handOver } = new LoadTestTask(stack, "load-test-task", {
    ...environment,
    ...props,
    task,
    loadBalancer,
  });
  new TerraformOutput(stack, "load-test", {
    description: "How the task is run that sends load tests",
    value: handOver,
  });
}

/**
 * A task that is run for each load test, and costs nothing in between. It reaches the load balancer as
 * anybody on the internet does, by the addresses of the NAT gateways, which the load balancer lets in.
 */
export class LoadTestTask extends Construct {
  public readonly task: Task;

  /** What it takes to run it. */
  public readonly handOver: object;

  constructor(scope: Construct, id: string, props: LoadTestTaskProps) {
    super(scope, id);
    const { accountId, region, logRetentionDays, namePrefix, kmsKeyArn } = props;
    const { network, loadBalancer } = props;
    const { image, ...size } = props.task;
    const addresses = Object.entries(network.natAddresses);
    check(this, "network.natAddresses", addresses.length, addresses.length > 0, "one or more");
    this.task = new Task(this, "task", {
      ...{ accountId, region, logRetentionDays, namePrefix, kmsKeyArn, ...size },
      name: LOAD_TEST_TASK,
      containers: [
        sidecarOptions.parse({
          name: LOAD_TEST_TASK,
          image,
          essential: true,
          // Run as it is, it says what it is for.
          command: ["node", "-e", 'console.log("See: groundwork load-test --help")'],
        }),
      ],
    });
    const securityGroup = new SecurityGroup(this, "security-group", {
      namePrefix: `${namePrefix}-${LOAD_TEST_TASK}-`,
      description: "Tasks that send load tests",
      vpcId: network.vpc.id,
      lifecycle: { createBeforeDestroy: true },
    });
    // Its image and its log are at 443, whatever the load balancer listens at.
    for (const port of new Set([443, ...loadBalancer.ports])) {
      new VpcSecurityGroupEgressRule(this, `to-${port}`, {
        securityGroupId: securityGroup.id,
        description: port === 443 ? "HTTPS" : "The load balancer",
        cidrIpv4: "0.0.0.0/0",
        ...tcpPort(port),
      });
    }
    for (const [zone, address] of addresses) loadBalancer.letIn(`nat-${zone}`, address.publicIp);
    this.handOver = {
      taskDefinition: this.task.definition.arn,
      subnetIds: network.taskSubnetIds,
      securityGroupId: securityGroup.id,
      logGroupName: this.task.logGroup.name,
    };
  }
}
