import {
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  type ContainerDefinition,
  type ECSClient,
  type TaskDefinition,
} from "@aws-sdk/client-ecs";
import { attributeChanges } from "../words/attribute-changes";
import { nameInWords } from "../words/change-words";
import type { NamedImage } from "../sources/image-edit";
import { imageIn } from "./image";

/** Revisions that are looked at where nothing else is known of earlier images. */
const REVISIONS_MAX = 20;

/** The task definitions of one service; each is asked for once, as it never changes. */
export class TaskDefinitions {
  private readonly found = new Map<string, Promise<TaskDefinition>>();

  /** @param service whose own container has its name */
  constructor(
    private readonly ecs: ECSClient,
    private readonly service: string,
  ) {}

  /** The image of the service's own container. */
  async imageOf(taskDefinition: string): Promise<NamedImage> {
    return imageIn(this.ownIn(await this.read(taskDefinition))?.image ?? "");
  }

  /** The newest revisions of a family, newest first, with their images. */
  async newest(
    familyPrefix: string,
  ): Promise<{ readonly taskDefinition: string; readonly image: NamedImage }[]> {
    const { taskDefinitionArns = [] } = await this.ecs.send(
      new ListTaskDefinitionsCommand({ familyPrefix, sort: "DESC", maxResults: REVISIONS_MAX }),
    );
    return Promise.all(
      taskDefinitionArns.map(async (taskDefinition) => ({
        taskDefinition,
        image: await this.imageOf(taskDefinition),
      })),
    );
  }

  /** What differs between two besides the image, as people call it: `cpu`, `environment MODE`. */
  async differences(one: string, other: string): Promise<string[]> {
    const [before, after] = await Promise.all([this.read(one), this.read(other)]);
    const changes = attributeChanges(this.comparable(before), this.comparable(after));
    return [...new Set(changes.map(({ path }) => nameInWords(path).name))];
  }

  private read(taskDefinition: string): Promise<TaskDefinition> {
    const known = this.found.get(taskDefinition);
    if (known) return known;
    const asked = this.ecs
      .send(new DescribeTaskDefinitionCommand({ taskDefinition }))
      .then((answer) => answer.taskDefinition ?? {});
    this.found.set(taskDefinition, asked);
    return asked;
  }

  private ownIn({ containerDefinitions = [] }: TaskDefinition): ContainerDefinition | undefined {
    return containerDefinitions.find(({ name }) => name === this.service);
  }

  private comparable(definition: TaskDefinition): object {
    const { cpu, memory, taskRoleArn, executionRoleArn, runtimePlatform, volumes } = definition;
    const containers = (definition.containerDefinitions ?? []).map((container) =>
      container.name === this.service ? { ...container, image: undefined } : container,
    );
    return { cpu, memory, taskRoleArn, executionRoleArn, runtimePlatform, volumes, containers };
  }
}
