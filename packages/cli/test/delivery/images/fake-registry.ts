import type { ECRClient, ImageDetail } from "@aws-sdk/client-ecr";
import type { ECSClient } from "@aws-sdk/client-ecs";

/** An answer for each command, by its name; an error is thrown. */
type Answers = Readonly<Record<string, (input: any) => object>>;

/** A client of the SDK that answers what a test says. */
const client = (answers: Answers) => ({
  async send(command: object) {
    const name = command.constructor.name.replace(/Command$/, "");
    const answer = answers[name]?.((command as { input: unknown }).input);
    if (answer === undefined) throw new Error(`nobody has said what ${name} answers`);
    if (answer instanceof Error) throw answer;
    return answer;
  },
});

/** A refusal of AWS by its name. */
export const refusal = (name: string, message = name): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });

export interface Repository {
  readonly images: readonly ImageDetail[];
  /** Parts of indexes, by the digest of each. */
  readonly parts?: Readonly<Record<string, readonly string[]>>;
  readonly policy?: string | undefined;
}

/** ECR with some repositories, whose images it lists two at a time. */
export const registryOf = (
  repositories: Readonly<Record<string, Repository>>,
  more: Answers = {},
): ECRClient =>
  client({
    DescribeRepositories: () => ({
      repositories: Object.keys(repositories).map((repositoryName) => ({ repositoryName })),
    }),
    DescribeImages: ({ repositoryName, nextToken = "0" }) => {
      const { images } = repositories[repositoryName]!;
      const next = Number(nextToken) + 2;
      return {
        imageDetails: images.slice(Number(nextToken), next),
        nextToken: next < images.length ? String(next) : undefined,
      };
    },
    GetLifecyclePolicy: ({ repositoryName }) => {
      const { policy } = repositories[repositoryName]!;
      return policy === undefined
        ? refusal("LifecyclePolicyNotFoundException")
        : { lifecyclePolicyText: policy };
    },
    BatchGetImage: ({ repositoryName, imageIds }) => ({
      images: imageIds.map(({ imageDigest }: { imageDigest: string }) => ({
        imageId: { imageDigest },
        imageManifest: JSON.stringify({
          manifests: (repositories[repositoryName]!.parts?.[imageDigest] ?? []).map((digest) => ({
            digest,
          })),
        }),
      })),
    }),
    DescribeImageScanFindings: () => refusal("ScanNotFoundException"),
    ...more,
  }) as never;

/** A container of a task, or of a task definition. */
export interface Container {
  readonly image: string;
  readonly imageDigest?: string;
}

/** ECS with one cluster. */
export const clusterOf = (
  tasks: readonly Container[],
  definitions: readonly Container[] = tasks,
): ECSClient =>
  client({
    ListTasks: () => ({ taskArns: tasks.map((_, index) => `task-${index}`) }),
    DescribeTasks: () => ({ tasks: tasks.map((container) => ({ containers: [container] })) }),
    ListServices: () => ({ serviceArns: ["web"] }),
    DescribeServices: () => ({
      services: definitions.map((_, index) => ({ taskDefinition: `web:${index}` })),
    }),
    DescribeTaskDefinition: ({ taskDefinition }) => ({
      taskDefinition: {
        containerDefinitions: [definitions[Number(taskDefinition.replace("web:", ""))]],
      },
    }),
  }) as never;

export const noCluster: ECSClient = client({
  ListTasks: () => refusal("ClusterNotFoundException"),
  ListServices: () => refusal("ClusterNotFoundException"),
}) as never;

export const closedCluster: ECSClient = client({
  ListTasks: () => refusal("AccessDeniedException", "kim may not list tasks"),
  ListServices: () => refusal("AccessDeniedException", "kim may not list services"),
}) as never;
