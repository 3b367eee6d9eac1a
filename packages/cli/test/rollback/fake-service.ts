import { FakeEcs } from "../operate/fake-ecs";
import { runningService, type RunningService } from "../../src/rollback/service";

export const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;
const REPOSITORY = "111111111111.dkr.ecr.ap-northeast-2.amazonaws.com/acme/web";
export const definition = (revision: number): string =>
  `arn:aws:ecs:ap-northeast-2:111111111111:task-definition/acme-prod-web:${revision}`;
const at = (minutes: number): number => Date.parse("2026-11-30T03:00:00Z") / 1000 + minutes * 60;

/** How the statuses of a deployment go on from one look to the next; the last stays. */
interface Deployment {
  readonly revision: number;
  readonly from?: number | undefined;
  readonly minute: number;
  statuses: string[];
}

/** One service in the fakes of ECS, ECR and CodeDeploy, which remember what was done to it. */
export class FakeService {
  readonly aws = new FakeEcs();
  /** Letters of the images of task definitions, by revision. */
  readonly images = new Map<number, string>();
  /** Other arguments of a container, by revision. */
  readonly containers = new Map<number, object>();
  /** Of those in ECR, with their tags. */
  readonly registry = new Map<string, readonly string[]>();
  readonly deployments = new Map<string, Deployment>();
  /** What a stopped deployment goes through. */
  afterStop: string[] = ["ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL"];
  /** What is answered to a stop: `lost` where it has happened all the same. */
  stopRefusal: string | undefined;
  isStopLost = false;
  /** Revision that serves. */
  serves = 1;

  constructor() {
    Object.assign(this.aws.answers, {
      DescribeServices: () => ({ services: [this.service()] }),
      ListServiceDeployments: () => ({
        serviceDeployments: [...this.deployments].map(([id, one]) => this.brief(id, one)),
      }),
      DescribeServiceDeployments: ({ serviceDeploymentArns: [id] }: any) => ({
        serviceDeployments: [this.look(id)],
      }),
      DescribeServiceRevisions: ({ serviceRevisionArns }: any) => ({
        serviceRevisions: serviceRevisionArns.map((arn: string) => this.serviceRevision(arn)),
      }),
      StopServiceDeployment: ({ serviceDeploymentArn }: any) => this.stop(serviceDeploymentArn),
      DescribeTaskDefinition: ({ taskDefinition }: any) => ({
        taskDefinition: this.taskDefinition(Number(/\d+$/.exec(taskDefinition)![0])),
      }),
      ListTaskDefinitions: () => ({
        taskDefinitionArns: [...this.images.keys()].toReversed().map(definition),
      }),
      DescribeImages: ({ imageIds: [{ imageDigest, imageTag }] }: any) => {
        const found = [...this.registry].find(
          ([one, tags]) => one === imageDigest || tags.includes(imageTag),
        );
        if (!found) return "ImageNotFoundException";
        return { imageDetails: [{ imageDigest: found[0], imageTags: found[1] }] };
      },
    });
  }

  /** A revision with an image, which is in ECR as well. */
  revision(number: number, letter: string, container: object = {}): this {
    this.images.set(number, letter);
    this.containers.set(number, container);
    if (!this.registry.has(digest(letter))) this.registry.set(digest(letter), [`v1.${letter}`]);
    return this;
  }

  /** A deployment so many minutes after three. */
  deploys(revision: number, minute: number, ...statuses: string[]): this {
    const id = `d-${this.deployments.size + 1}`;
    const from = this.deployments.size === 0 ? undefined : this.serves;
    this.deployments.set(id, { revision, from, minute, statuses });
    if (!statuses.at(-1)!.startsWith("ROLLBACK")) this.serves = revision;
    return this;
  }

  /** @param deployment options of the service's deployment */
  open(deployment: object = { strategy: "CANARY" }): RunningService {
    const organization = {
      name: "acme",
      accountId: "111111111111",
      region: "ap-northeast-2",
      registry: { tagMutabilityExclusions: ["latest"] },
    };
    const environment = { name: "prod", region: "ap-northeast-2" };
    return runningService(
      { organization } as never,
      environment as never,
      { name: "web", deployment } as never,
      {
        ...this.aws.env,
        AWS_ENDPOINT_URL_ECR: this.aws.env["AWS_ENDPOINT_URL_ECS"],
        AWS_ENDPOINT_URL_CODEDEPLOY: this.aws.env["AWS_ENDPOINT_URL_ECS"],
      },
    );
  }

  private service(): object {
    return {
      serviceName: "web",
      status: "ACTIVE",
      deployments: [{ status: "PRIMARY", taskDefinition: definition(this.serves) }],
    };
  }

  private taskDefinition(revision: number): object {
    const letter = this.images.get(revision)!;
    return {
      cpu: "512",
      containerDefinitions: [
        {
          name: "web",
          image: `${REPOSITORY}@${digest(letter)}`,
          ...this.containers.get(revision),
        },
        { name: "proxy", image: "public.ecr.aws/envoy:1" },
      ],
    };
  }

  private serviceRevision(arn: string): object {
    const revision = Number(/\d+$/.exec(arn)![0]);
    return {
      serviceRevisionArn: arn,
      taskDefinition: definition(revision),
      containerImages: [
        {
          containerName: "web",
          image: `${REPOSITORY}@${digest(this.images.get(revision)!)}`,
          imageDigest: digest(this.images.get(revision)!),
        },
      ],
    };
  }

  private brief(id: string, { revision, minute, statuses }: Deployment): object {
    return {
      serviceDeploymentArn: id,
      targetServiceRevisionArn: `revision/${revision}`,
      createdAt: at(minute),
      finishedAt: at(minute + 5),
      status: statuses[0],
    };
  }

  private look(id: string): object {
    const deployment = this.deployments.get(id)!;
    const { revision, from, minute, statuses } = deployment;
    const status = statuses.length > 1 ? statuses.shift()! : statuses[0]!;
    if (status === "ROLLBACK_SUCCESSFUL" && from !== undefined) this.serves = from;
    return {
      serviceDeploymentArn: id,
      status,
      createdAt: at(minute),
      targetServiceRevision: { arn: `revision/${revision}` },
      sourceServiceRevisions: from === undefined ? [] : [{ arn: `revision/${from}` }],
    };
  }

  private stop(id: string): object | string {
    if (this.stopRefusal === undefined || this.isStopLost) {
      this.deployments.get(id)!.statuses = [...this.afterStop];
    }
    return this.stopRefusal ?? { serviceDeploymentArn: id };
  }
}
