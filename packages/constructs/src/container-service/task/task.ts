import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { DataAwsSecretsmanagerSecret } from "@cdktf/provider-aws/lib/data-aws-secretsmanager-secret";
import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { noteAwaited } from "../../awaited-container";
import { check } from "../../check";
import { policyDocument, type PolicyStatement } from "../../policy-document";
import { serviceLogGroup } from "../log-names";
import { checkContainers } from "./container-checks";
import {
  awaitedDefinition,
  containerDefinition,
  volumesOf,
  type Container,
} from "./container-definition";
import type { SecretSource } from "./container-options";
import { memorySizes } from "./fargate";
import type { TaskOptions } from "./task-options";
import { openSessions, startTask, taskTrust } from "./task-policies";

export interface TaskProps extends Omit<TaskOptions, "exec"> {
  /** Short name of the service, unique in its cluster. */
  readonly name: string;

  /**
   * Prefix of physical names. With a hyphen and the name it has at most 54 characters, since the
   * execution role adds ten and a role may have 64 (IAM user guide, "IAM quotas").
   */
  readonly namePrefix: string;

  readonly region: string;
  readonly accountId: string;

  /** The first is the service's own and bears its name. */
  readonly containers: readonly Container[];

  /**
   * What the task runs on. Either way it has a network interface of its own.
   * @default "FARGATE"
   */
  readonly compatibility?: "FARGATE" | "EC2" | undefined;

  /**
   * ARNs of the ECR repositories that hold the images. Nothing else can be pulled from ECR.
   * @default - none: the images are public
   */
  readonly repositoryArns?: readonly string[] | undefined;

  /**
   * ARNs of ECR repositories that are filled from another registry as they are pulled from.
   * @default - none
   */
  readonly cachedRepositoryArns?: readonly string[] | undefined;

  /**
   * What the application may do.
   * @default - nothing
   */
  readonly statements?: readonly PolicyStatement[] | undefined;

  /**
   * Lets ECS Exec open sessions: the key and the log group of the cluster's sessions.
   * @default - no sessions
   */
  readonly exec?: { readonly kmsKeyArn: string; readonly logGroupArn: string } | undefined;

  /**
   * Key that encrypts the log group; its policy must let CloudWatch Logs use it.
   * @default - CloudWatch's own
   */
  readonly kmsKeyArn?: string | undefined;
}

/** A task of one or more containers, with its log group and its two roles. */
export class Task extends Construct {
  public readonly definition: EcsTaskDefinition;
  public readonly logGroup: CloudwatchLogGroup;

  /** What ECS may do to start the task. */
  public readonly executionRole: IamRole;

  /** What the application may do: the given statements, and nothing without them. */
  public readonly taskRole: IamRole;

  /** The service's own container. */
  public readonly containerName: string;

  /**
   * What a service must depend on: without the policies its first tasks cannot start, and if they
   * go first in a destroy its last ones cannot stop.
   */
  public readonly dependables: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: TaskProps) {
    super(scope, id);
    const { name, region, accountId, containers, exec, kmsKeyArn, statements = [] } = props;
    const fullName = `${props.namePrefix}-${name}`;
    this.checkProps(props, fullName);
    this.containerName = name;

    this.logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: serviceLogGroup(props.namePrefix, name),
      retentionInDays: props.logRetentionDays,
      ...(kmsKeyArn !== undefined && { kmsKeyId: kmsKeyArn }),
    });

    const sources = containers.flatMap(({ secrets }) => Object.values(secrets));
    const arnOf = this.arnsOf(sources, region, accountId);
    const arns = (kind: "parameter" | "secret") => [
      ...new Set(sources.filter((source) => kind in source).map(arnOf)),
    ];

    const made = containers.flatMap(({ madeSecrets = {} }) => Object.values(madeSecrets));

    const assumeRolePolicy = policyDocument(taskTrust(region, accountId));
    this.executionRole = new IamRole(this, "execution-role", {
      name: `${fullName}-execution`,
      description: `Lets ECS start the tasks of ${fullName}`,
      assumeRolePolicy,
    });
    const executionPolicy = new IamRolePolicy(this, "execution-policy", {
      name: "start-tasks",
      role: this.executionRole.name,
      policy: policyDocument(
        startTask({
          region,
          logGroupArn: this.logGroup.arn,
          repositoryArns: props.repositoryArns ?? [],
          cachedRepositoryArns: props.cachedRepositoryArns ?? [],
          parameterArns: arns("parameter"),
          secretArns: [...arns("secret"), ...new Set(made.map((secret) => secret.arn))],
          kmsKeyArns: [
            ...(props.secretsKmsKeyArn === undefined ? [] : [props.secretsKmsKeyArn]),
            ...new Set(made.map((secret) => secret.kmsKeyArn)),
          ],
        }),
      ),
    });
    this.taskRole = new IamRole(this, "task-role", {
      name: `${fullName}-task`,
      description: `What the application of ${fullName} may do`,
      assumeRolePolicy,
    });
    this.dependables = [
      executionPolicy,
      ...this.allow("task-policy", "application", statements),
      ...this.allow("exec-policy", "sessions", exec ? openSessions(exec) : []),
    ];

    const volumes = containers.flatMap((container) => volumesOf(container, exec !== undefined));
    this.definition = new EcsTaskDefinition(this, "definition", {
      family: fullName,
      requiresCompatibilities: [props.compatibility ?? "FARGATE"],
      networkMode: "awsvpc",
      cpu: String(props.cpuUnits),
      memory: String(props.memoryMiB ?? memorySizes(props.cpuUnits)[0]),
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: props.cpuArchitecture,
      },
      executionRoleArn: this.executionRole.arn,
      taskRoleArn: this.taskRole.arn,
      containerDefinitions: JSON.stringify(
        containers.map((container) =>
          containerDefinition(container, {
            region,
            logGroupName: this.logGroup.name,
            exec: exec !== undefined,
            arnOf,
          }),
        ),
      ),
      ...(volumes.length > 0 && { volume: volumes.map((volume) => ({ name: volume.name })) }),
      // Revisions stay active, at no cost: a service cannot be told to go back to an inactive one,
      // and where CI deploys it may still run the one that is replaced here. Those that a destroy
      // leaves behind do nothing.
      skipDestroy: true,
      lifecycle: { createBeforeDestroy: true },
      // ECS registers it only if iam:PassRole finds the roles, which IAM shows after some seconds
      // (terraform-aws-modules/terraform-aws-ecs#414): so not right after they are made.
      dependsOn: this.dependables,
    });
    for (const { name: container, awaited } of containers) {
      if (awaited) noteAwaited(this.definition, awaitedDefinition(container, awaited));
    }
  }

  private allow(id: string, name: string, statements: readonly PolicyStatement[]): IamRolePolicy[] {
    if (statements.length === 0) return [];
    const policy = policyDocument(statements);
    return [new IamRolePolicy(this, id, { name, role: this.taskRole.name, policy })];
  }

  /**
   * A parameter's ARN follows from its name. That of a secret ends in six characters of its own,
   * which ECS demands (ECS API, Secret), so it is looked up: its description, never its value.
   */
  private arnsOf(sources: readonly SecretSource[], region: string, accountId: string) {
    const names = sources.flatMap((source) => ("secret" in source ? source.secret : []));
    const secretArns = new Map(
      [...new Set(names)].map((name) => [
        name,
        new DataAwsSecretsmanagerSecret(this, `secret-${name}`, { name }).arn,
      ]),
    );
    return (source: SecretSource): string =>
      "secret" in source
        ? secretArns.get(source.secret)!
        : `arn:aws:ssm:${region}:${accountId}:parameter/${source.parameter.replace(/^\//, "")}`;
  }

  private checkProps(props: TaskProps, fullName: string): void {
    const { name, containers } = props;
    check(
      this,
      "namePrefix and name",
      fullName,
      fullName.length <= 54,
      "at most 54 characters, as the execution role may have 64",
    );
    checkContainers(this, containers, { name, exec: props.exec !== undefined });
  }
}
