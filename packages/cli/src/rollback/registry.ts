import { DescribeImagesCommand, type ECRClient, type ImageIdentifier } from "@aws-sdk/client-ecr";
import { isMovable } from "@groundwork/constructs/registry/options";
import type { NamedImage } from "../sources/image-edit";

/** The images of one service, as they lie in ECR. */
export class ServiceRepository {
  constructor(
    private readonly ecr: ECRClient,
    private readonly repositoryName: string,
    /** Patterns of tags that pushes may move, so that none of them names an image for good. */
    private readonly movableTags: readonly string[],
  ) {}

  /**
   * An image with what names it for good: its digest, and a tag that stays where it has one, which
   * keeps it from expiring as one without.
   *
   * @returns undefined where ECR has no such image: it was never pushed, or has expired
   */
  async find({ tag, digest }: NamedImage): Promise<NamedImage | undefined> {
    const imageId: ImageIdentifier =
      digest === undefined ? { imageTag: tag } : { imageDigest: digest };
    try {
      const { imageDetails = [] } = await this.ecr.send(
        new DescribeImagesCommand({ repositoryName: this.repositoryName, imageIds: [imageId] }),
      );
      const [found] = imageDetails;
      if (found?.imageDigest === undefined) return undefined;
      const tags = (found.imageTags ?? []).filter((one) => !isMovable(one, this.movableTags));
      const stays = tag !== undefined && tags.includes(tag) ? tag : tags.toSorted()[0];
      return { ...(stays !== undefined && { tag: stays }), digest: found.imageDigest };
    } catch (error) {
      if (["ImageNotFoundException", "RepositoryNotFoundException"].includes((error as Error).name))
        return undefined;
      throw error;
    }
  }
}
