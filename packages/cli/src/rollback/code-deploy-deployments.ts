import {
  ContinueDeploymentCommand,
  GetDeploymentCommand,
  GetDeploymentTargetCommand,
  ListDeploymentsCommand,
  StopDeploymentCommand,
  type CodeDeployClient,
  type DeploymentInfo,
  type DeploymentStatus,
  type LifecycleEvent,
} from "@aws-sdk/client-codedeploy";
import { DescribeServicesCommand, type ECSClient, type TaskSet } from "@aws-sdk/client-ecs";
import pMap from "p-map";
import { AT_A_TIME } from "../core/at-a-time";
import type { Deployments, Stage, Standing, UnderWay, Version } from "./deployments";
import type { TaskDefinitions } from "./task-definitions";
import type { ImageEvent } from "./way-back";

const UNDER_WAY: readonly DeploymentStatus[] = [
  "Created",
  "Queued",
  "InProgress",
  "Baking",
  "Ready",
];
const ENDED: readonly DeploymentStatus[] = ["Succeeded", "Failed", "Stopped"];

/** How many of the deployments that have ended are looked at, the newest. */
const ENDED_MAX = 20;

/** How often a stopped deployment is looked at for the one by which CodeDeploy rolls it back. */
const LOOKS_FOR_ROLLBACK = 3;

interface Asked {
  readonly client: CodeDeployClient;
  readonly ecs: ECSClient;
  readonly cluster: string;
  readonly service: string;
  /** Of CodeDeploy; its deployment group has the name of the service. */
  readonly application: string;
  readonly definitions: TaskDefinitions;
}

/** Deployments by CodeDeploy. */
export class CodeDeployDeployments implements Deployments {
  private looks = 0;

  constructor(private readonly asked: Asked) {}

  async underWay(): Promise<UnderWay | undefined> {
    const [id] = await this.list(UNDER_WAY);
    if (id === undefined) return undefined;
    const info = await this.look(id);
    const taskSets = await this.taskSets();
    const isOwn = ({ externalId }: TaskSet) => externalId === id;
    const own = taskSets.find(isOwn);
    const before =
      taskSets.find((one) => !isOwn(one) && one.status === "PRIMARY") ??
      taskSets.find((one) => !isOwn(one));
    return {
      ...standingOf(info),
      id,
      to: await this.version(own?.taskDefinition ?? taskDefinitionOf(info)),
      back: before && (await this.version(before.taskDefinition)),
      since: info.createTime?.toISOString(),
    };
  }

  async stop(deploymentId: string): Promise<void> {
    await this.asked.client.send(
      new StopDeploymentCommand({ deploymentId, autoRollbackEnabled: true }),
    );
  }

  async standing(id: string): Promise<Standing> {
    const info = await this.look(id);
    const own = standingOf(info);
    if (own.state !== "stuck") return own;
    const rollback = info.rollbackInfo?.rollbackDeploymentId;
    if (rollback !== undefined) return standingOf(await this.look(rollback), true);
    // No rollback is needed where requests had not moved yet; one that is comes within seconds.
    this.looks += 1;
    return { ...own, state: this.looks <= LOOKS_FOR_ROLLBACK ? "going-back" : "back" };
  }

  async stage(deploymentId: string): Promise<Stage> {
    const { status = "Created" } = await this.look(deploymentId);
    if (status === "Ready") return { at: "test", name: status, waits: true };
    const events = await this.lifecycle(deploymentId);
    const has = (name: string, ...statuses: string[]) =>
      events.some((one) => one.lifecycleEventName === name && statuses.includes(one.status ?? ""));
    const at = has("AllowTraffic", "InProgress", "Succeeded", "Failed")
      ? "customers"
      : has("AllowTestTraffic", "Succeeded")
        ? "test"
        : "before";
    const last = events.findLast((one) => one.status !== "Pending");
    return { at, name: last?.lifecycleEventName ?? status, waits: false };
  }

  async letGoOn(deploymentId: string): Promise<void> {
    await this.asked.client.send(
      new ContinueDeploymentCommand({ deploymentId, deploymentWaitType: "READY_WAIT" }),
    );
  }

  async events(): Promise<ImageEvent[]> {
    const ids = (await this.list(ENDED)).slice(0, ENDED_MAX);
    const found = await pMap(ids, (id) => this.eventOf(id), AT_A_TIME.requests);
    return found.flat();
  }

  private async eventOf(id: string): Promise<ImageEvent[]> {
    const info = await this.look(id);
    const { status, completeTime, createTime, errorInformation } = info;
    const version = await this.version(taskDefinitionOf(info));
    if (version.taskDefinition === "") return [];
    const at = (completeTime ?? createTime ?? new Date(0)).toISOString();
    const reason = errorInformation?.message ?? status!;
    return [
      status === "Succeeded"
        ? { ...version, at, what: "served", how: "deployed by CodeDeploy" }
        : { ...version, at, what: "left", how: `CodeDeploy ended its deployment: ${reason}` },
    ];
  }

  /** Newest first. */
  private async list(includeOnlyStatuses: readonly DeploymentStatus[]): Promise<string[]> {
    const { client, application, service } = this.asked;
    const { deployments = [] } = await client.send(
      new ListDeploymentsCommand({
        applicationName: application,
        deploymentGroupName: service,
        includeOnlyStatuses: [...includeOnlyStatuses],
      }),
    );
    return deployments;
  }

  private async look(deploymentId: string): Promise<DeploymentInfo> {
    const answer = await this.asked.client.send(new GetDeploymentCommand({ deploymentId }));
    return answer.deploymentInfo!;
  }

  /** What is done for the service one after another; nothing before CodeDeploy has begun. */
  private async lifecycle(deploymentId: string): Promise<LifecycleEvent[]> {
    const { client, cluster, service } = this.asked;
    const targetId = `${cluster}:${service}`;
    try {
      const { deploymentTarget } = await client.send(
        new GetDeploymentTargetCommand({ deploymentId, targetId }),
      );
      return deploymentTarget?.ecsTarget?.lifecycleEvents ?? [];
    } catch (error) {
      if (
        ["DeploymentNotStartedException", "DeploymentTargetDoesNotExistException"].includes(
          (error as Error).name,
        )
      )
        return [];
      throw error;
    }
  }

  private async taskSets(): Promise<TaskSet[]> {
    const { ecs, cluster, service } = this.asked;
    const { services = [] } = await ecs.send(
      new DescribeServicesCommand({ cluster, services: [service] }),
    );
    return services[0]?.taskSets ?? [];
  }

  private async version(taskDefinition = ""): Promise<Version> {
    if (taskDefinition === "") return { taskDefinition, image: {} };
    return { taskDefinition, image: await this.asked.definitions.imageOf(taskDefinition) };
  }
}

/**
 * A stopped one counts as stuck until it is known what rolls it back.
 *
 * @param isBack whether it brings the tasks before back. @default as CodeDeploy says who made it
 */
function standingOf(
  { status = "Created", creator, errorInformation }: DeploymentInfo,
  isBack = creator === "codeDeployRollback",
): Standing {
  const about = { status, why: errorInformation?.message };
  if (status === "Succeeded") return { ...about, state: isBack ? "back" : "done" };
  if (!UNDER_WAY.includes(status)) return { ...about, state: "stuck" };
  return { ...about, state: isBack ? "going-back" : "going" };
}

/**
 * The task definition that a deployment brings: of its AppSpec, else of its description, which is its
 * family and revision where these commands have begun it.
 */
function taskDefinitionOf({ revision, description = "" }: DeploymentInfo): string {
  const content = revision?.appSpecContent?.content ?? "";
  return (
    /arn:[\w-]+:ecs:[\w:-]+:task-definition\/[\w-]+:\d+/.exec(content)?.[0] ??
    /^[\w-]+:\d+$/.exec(description)?.[0] ??
    ""
  );
}
