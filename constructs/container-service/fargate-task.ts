import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { check } from "../check";
import { policyDocument } from "../policy-document";
import { startTask, taskTrust } from "./task-policies";

export interface FargateTaskProps {
  /** Short name of the service, unique in its cluster: lower-case letters, digits and hyphens. */
  readonly name: string;

  /**
   * Prefix of physical names. With a hyphen and the name it has at most 54 characters, since the
   * execution role adds ten and a role may have 64 (IAM user guide, "IAM quotas").
   */
  readonly namePrefix: string;

  readonly region: string;
  readonly accountId: string;

  /** Image with its tag or digest. */
  readonly image: string;

  /**
   * ARN of the ECR repository that holds the image. It is the only one that can be pulled from.
   * @default - nothing can be pulled from ECR; the image is public
   */
  readonly repositoryArn?: string | undefined;

  /** Port on which the container listens. */
  readonly port: number;

  /** CPU of a task; 1024 units are one vCPU. */
  readonly cpuUnits: number;

  /** Memory of a task. Fargate ties the sizes to `cpuUnits`, and ECS refuses others
   * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html). */
  readonly memoryMiB: number;

  /**
   * Processor that the image is built for.
   * @default "X86_64"
   */
  readonly cpuArchitecture?: "X86_64" | "ARM64" | undefined;

  /**
   * Environment of the container. Readable by whoever may describe the task definition, and kept in
   * the state: not the place for secrets.
   * @default - none
   */
  readonly environmentVariables?: Readonly<Record<string, string>> | undefined;

  /** Days for which log events are kept: 1, 3, 5, 7, 14, 30, 60, 90, ... as CloudWatch has them. */
  readonly logRetentionDays: number;
}

/** A task of one container on Fargate, with its log group and its two roles. */
export class FargateTask extends Construct {
  public readonly definition: EcsTaskDefinition;
  public readonly logGroup: CloudwatchLogGroup;

  /** What ECS may do to start the task. */
  public readonly executionRole: IamRole;

  /** What a service must depend on, or the policy may be gone while its tasks still stop. */
  public readonly executionPolicy: IamRolePolicy;

  /** What the application may do: nothing, until policies are attached. */
  public readonly taskRole: IamRole;

  constructor(scope: Construct, id: string, props: FargateTaskProps) {
    super(scope, id);
    const { name, port, region, accountId, environmentVariables = {} } = props;
    const fullName = `${props.namePrefix}-${name}`;
    check(
      this,
      "name",
      name,
      /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/.test(name),
      "lower-case letters, digits and inner hyphens, the first a letter",
    );
    check(
      this,
      "namePrefix and name",
      fullName,
      fullName.length <= 54,
      "at most 54 characters, as the execution role may have 64",
    );

    this.logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: `/ecs/${props.namePrefix}/${name}`,
      retentionInDays: props.logRetentionDays,
    });

    const assumeRolePolicy = policyDocument(taskTrust(region, accountId));
    this.executionRole = new IamRole(this, "execution-role", {
      name: `${fullName}-execution`,
      description: `Lets ECS start the tasks of ${fullName}`,
      assumeRolePolicy,
    });
    this.executionPolicy = new IamRolePolicy(this, "execution-policy", {
      name: "start-tasks",
      role: this.executionRole.name,
      policy: policyDocument(startTask(this.logGroup.arn, props.repositoryArn)),
    });
    this.taskRole = new IamRole(this, "task-role", {
      name: `${fullName}-task`,
      description: `What the application of ${fullName} may do`,
      assumeRolePolicy,
    });

    const environment = Object.entries(environmentVariables).map(([key, value]) => ({
      name: key,
      value,
    }));
    this.definition = new EcsTaskDefinition(this, "definition", {
      family: fullName,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(props.cpuUnits),
      memory: String(props.memoryMiB),
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: props.cpuArchitecture ?? "X86_64",
      },
      executionRoleArn: this.executionRole.arn,
      taskRoleArn: this.taskRole.arn,
      // ECS's own defaults are written out and empty keys left out: what ECS adds or drops on its
      // side would otherwise be a difference, and so a new revision, at every plan.
      containerDefinitions: JSON.stringify([
        {
          name,
          image: props.image,
          essential: true,
          portMappings: [{ containerPort: port, hostPort: port, protocol: "tcp" }],
          ...(environment.length > 0 && { environment }),
          // A process with the id 1 that passes on signals and reaps children, as few applications do.
          linuxParameters: { initProcessEnabled: true },
          logConfiguration: {
            logDriver: "awslogs",
            options: {
              "awslogs-group": this.logGroup.name,
              "awslogs-region": region,
              "awslogs-stream-prefix": "ecs",
            },
          },
        },
      ]),
      // The revision in use stays active until the service has left it, so that a failed
      // deployment can go back to it.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
