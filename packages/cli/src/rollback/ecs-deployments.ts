import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  type DeploymentLifecycleHookDetail,
  type ECSClient,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
  type ServiceDeploymentStatus,
  type ServiceRevision,
} from "@aws-sdk/client-ecs";
import type { Deployments, Stage, Standing, UnderWay, Version } from "./deployments";
import { imageIn } from "./image";
import type { ImageEvent } from "./way-back";

/**
 * What each status means here (ECS API, ServiceDeployment). One that somebody has asked to stop goes
 * back by itself.
 */
const STATES: Readonly<Record<ServiceDeploymentStatus, Standing["state"]>> = {
  PENDING: "going",
  IN_PROGRESS: "going",
  STOP_REQUESTED: "going-back",
  ROLLBACK_REQUESTED: "going-back",
  ROLLBACK_IN_PROGRESS: "going-back",
  ROLLBACK_SUCCESSFUL: "back",
  SUCCESSFUL: "done",
  STOPPED: "stuck",
  ROLLBACK_FAILED: "stuck",
};

/** Stages before the one at which all test requests have moved (ECS API, ServiceDeployment). */
const BEFORE: ReadonlySet<string> = new Set([
  "RECONCILE_SERVICE",
  "PRE_SCALE_UP",
  "SCALE_UP",
  "POST_SCALE_UP",
  "TEST_TRAFFIC_SHIFT",
]);

/** How many service revisions are described at once (ECS API, DescribeServiceRevisions). */
const AT_ONCE = 20;

/** How many of the deployments that have ended are looked at, the newest. ECS keeps 90 days. */
const ENDED_MAX = 40;

/** Deployments by ECS itself, whichever strategy. */
export class EcsDeployments implements Deployments {
  private readonly revisions = new Map<string, ServiceRevision>();

  constructor(
    private readonly ecs: ECSClient,
    private readonly cluster: string,
    private readonly service: string,
  ) {}

  async underWay(): Promise<UnderWay | undefined> {
    const found = (await this.list()).find(({ status }) => !hasEnded(status));
    if (found === undefined) return undefined;
    const id = found.serviceDeploymentArn!;
    const deployment = await this.describe(id);
    const { targetServiceRevision, sourceServiceRevisions = [] } = deployment;
    const sources = sourceServiceRevisions.map(({ arn }) => arn!);
    const [to, ...before] = await this.versions([targetServiceRevision!.arn!, ...sources]);
    return {
      ...standingOf(deployment),
      id,
      to: to!,
      back: before.at(-1),
      since: deployment.createdAt?.toISOString(),
    };
  }

  async stop(serviceDeploymentArn: string): Promise<void> {
    await this.ecs.send(
      new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: "ROLLBACK" }),
    );
  }

  async standing(id: string): Promise<Standing> {
    return standingOf(await this.describe(id));
  }

  async stage(id: string): Promise<Stage> {
    const deployment = await this.describe(id);
    const { lifecycleStage: name } = deployment;
    const at =
      name === undefined || BEFORE.has(name)
        ? "before"
        : name === "POST_TEST_TRAFFIC_SHIFT"
          ? "test"
          : "customers";
    return { at, name: name ?? "no stage yet", waits: pausesIn(deployment).length > 0 };
  }

  async letGoOn(id: string): Promise<void> {
    for (const { hookId } of pausesIn(await this.describe(id))) {
      await this.ecs.send(
        new ContinueServiceDeploymentCommand({
          serviceDeploymentArn: id,
          hookId,
          action: "CONTINUE",
        }),
      );
    }
  }

  async events(): Promise<ImageEvent[]> {
    const ended = (await this.list()).filter(({ status }) => hasEnded(status)).slice(0, ENDED_MAX);
    const versions = await this.versions(ended.map((one) => one.targetServiceRevisionArn!));
    return ended.map(({ finishedAt, createdAt, status, statusReason }, index) => ({
      ...versions[index]!,
      at: (finishedAt ?? createdAt ?? new Date(0)).toISOString(),
      ...(status === "SUCCESSFUL"
        ? { what: "served" as const, how: "deployed by ECS" }
        : { what: "left" as const, how: `ECS ended its deployment: ${statusReason ?? status!}` }),
    }));
  }

  /** Newest first. */
  private async list(): Promise<ServiceDeploymentBrief[]> {
    const { cluster, service, ecs } = this;
    const found: ServiceDeploymentBrief[] = [];
    let nextToken: string | undefined;
    do {
      const page = await ecs.send(
        new ListServiceDeploymentsCommand({ cluster, service, nextToken, maxResults: 100 }),
      );
      found.push(...(page.serviceDeployments ?? []));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return found.toSorted((one, other) => Number(other.createdAt) - Number(one.createdAt));
  }

  private async describe(id: string): Promise<ServiceDeployment> {
    const { serviceDeployments = [] } = await this.ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [id] }),
    );
    return serviceDeployments[0] ?? {};
  }

  private async versions(arns: readonly string[]): Promise<Version[]> {
    const missing = [...new Set(arns)].filter((arn) => !this.revisions.has(arn));
    for (let from = 0; from < missing.length; from += AT_ONCE) {
      const some = missing.slice(from, from + AT_ONCE);
      const { serviceRevisions = [] } = await this.ecs.send(
        new DescribeServiceRevisionsCommand({ serviceRevisionArns: some }),
      );
      for (const one of serviceRevisions) this.revisions.set(one.serviceRevisionArn!, one);
    }
    return arns.map((arn) => this.versionOf(this.revisions.get(arn)));
  }

  private versionOf({
    taskDefinition = "",
    containerImages = [],
  }: Partial<ServiceRevision> = {}): Version {
    const own = containerImages.find(({ containerName }) => containerName === this.service);
    // A tag may have moved since; ECS keeps what it was when the revision was made.
    const digest = own?.imageDigest;
    return {
      taskDefinition,
      image: { ...imageIn(own?.image ?? ""), ...(digest !== undefined && { digest }) },
    };
  }
}

/** The hooks at which a deployment waits. */
const pausesIn = ({
  lifecycleHookDetails = [],
}: ServiceDeployment): DeploymentLifecycleHookDetail[] =>
  lifecycleHookDetails.filter(
    ({ targetType, status }) => targetType === "PAUSE" && status === "AWAITING_ACTION",
  );

/** A status that is not known counts as that of one that goes on, which can be stopped. */
const stateOf = (status: ServiceDeploymentStatus | undefined): Standing["state"] =>
  (status && STATES[status]) ?? "going";

const hasEnded = (status: ServiceDeploymentStatus | undefined): boolean =>
  !["going", "going-back"].includes(stateOf(status));

const standingOf = ({ status, statusReason }: ServiceDeployment): Standing => ({
  state: stateOf(status),
  status: status ?? "unknown",
  why: statusReason,
});
