import {
  BatchGetImageCommand,
  DescribeImagesCommand,
  DescribeImageScanFindingsCommand,
  DescribeRepositoriesCommand,
  GetLifecyclePolicyCommand,
  type ECRClient,
  type ImageDetail,
} from "@aws-sdk/client-ecr";
import type { SeverityCounts } from "../messages/events";

/** An image, as ECR has it. */
export interface StoredImage {
  readonly digest: string;
  /** In the order of their names; none of what moved on, and of parts of an index. */
  readonly tags: readonly string[];
  /** ISO 8601, as all times here. */
  readonly pushedAt: string;
  /** When somebody pulled it last, to the day; undefined where nobody has. */
  readonly pulledAt?: string | undefined;
  /** Compressed, as it is stored; of an index what its parts have. */
  readonly bytes: number;
  /** Digests of the images that it is the index of, one for each kind of processor. */
  readonly parts: readonly string[];
  /** Vulnerabilities by their severity; undefined where no scan has said. */
  readonly findings?: SeverityCounts | undefined;
  /** How the scan stands, in ECR's words, as `COMPLETE`; undefined where there is none. */
  readonly scan?: string | undefined;
}

/** What lies in a repository. */
export interface StoredRepository {
  readonly repository: string;
  /** Newest first, parts of an index among them. */
  readonly images: readonly StoredImage[];
  /** Text of the policy by which images expire; undefined where there is none. */
  readonly policy?: string | undefined;
}

/** Names of all repositories of the registry. */
export async function repositoryNames(ecr: ECRClient): Promise<string[]> {
  const names: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecr.send(new DescribeRepositoriesCommand({ nextToken, maxResults: 1000 }));
    names.push(...(page.repositories ?? []).map(({ repositoryName }) => repositoryName!));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}

export async function storedRepository(
  ecr: ECRClient,
  repository: string,
): Promise<StoredRepository> {
  const [details, policy] = await Promise.all([
    detailsOf(ecr, repository),
    policyOf(ecr, repository),
  ]);
  const parts = await partsOf(ecr, repository, details.filter(isIndex).map(digestOf));
  const sizes = new Map(
    details.filter((one) => !isIndex(one)).map((one) => [digestOf(one), one.imageSizeInBytes ?? 0]),
  );
  const images = details.map((detail): StoredImage => {
    const known = parts.get(digestOf(detail)) ?? [];
    // ECR says of an index how large its largest part is (API_ImageDetail).
    const bytes = isIndex(detail)
      ? known.reduce((sum, digest) => sum + (sizes.get(digest) ?? 0), 0)
      : (detail.imageSizeInBytes ?? 0);
    return {
      digest: digestOf(detail),
      tags: (detail.imageTags ?? []).toSorted(),
      pushedAt: (detail.imagePushedAt ?? new Date(0)).toISOString(),
      pulledAt: detail.lastRecordedPullTime?.toISOString(),
      bytes,
      parts: known,
      findings: detail.imageScanFindingsSummary?.findingSeverityCounts,
      scan: detail.imageScanStatus?.status,
    };
  });
  return {
    repository,
    images: images.toSorted((a, b) => (a.pushedAt < b.pushedAt ? 1 : -1)),
    policy,
  };
}

/**
 * What the scan of one image found: of Inspector's the list of images has no summary.
 *
 * @returns undefined where no scan has said
 */
export async function findingsOf(
  ecr: ECRClient,
  repositoryName: string,
  imageDigest: string,
): Promise<SeverityCounts | undefined> {
  try {
    const { imageScanFindings } = await ecr.send(
      new DescribeImageScanFindingsCommand({
        repositoryName,
        imageId: { imageDigest },
        maxResults: 1,
      }),
    );
    return imageScanFindings?.findingSeverityCounts;
  } catch (error) {
    if ((error as Error).name === "ScanNotFoundException") return undefined;
    throw error;
  }
}

async function detailsOf(ecr: ECRClient, repositoryName: string): Promise<ImageDetail[]> {
  const details: ImageDetail[] = [];
  let nextToken: string | undefined;
  do {
    const page = await ecr.send(
      new DescribeImagesCommand({ repositoryName, nextToken, maxResults: 1000 }),
    );
    details.push(...(page.imageDetails ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return details;
}

async function policyOf(ecr: ECRClient, repositoryName: string): Promise<string | undefined> {
  try {
    const answer = await ecr.send(new GetLifecyclePolicyCommand({ repositoryName }));
    return answer.lifecyclePolicyText;
  } catch (error) {
    if ((error as Error).name === "LifecyclePolicyNotFoundException") return undefined;
    throw error;
  }
}

/** ECR API, BatchGetImage. */
const AT_ONCE = 100;

/** What indexes are made of, by their digests. */
async function partsOf(
  ecr: ECRClient,
  repositoryName: string,
  digests: readonly string[],
): Promise<Map<string, string[]>> {
  const parts = new Map<string, string[]>();
  for (let from = 0; from < digests.length; from += AT_ONCE) {
    const imageIds = digests.slice(from, from + AT_ONCE).map((imageDigest) => ({ imageDigest }));
    const { images = [] } = await ecr.send(
      new BatchGetImageCommand({ repositoryName, imageIds, acceptedMediaTypes: [...INDEXES] }),
    );
    for (const { imageId, imageManifest = "{}" } of images) {
      const { manifests = [] } = JSON.parse(imageManifest) as {
        manifests?: { digest: string }[];
      };
      parts.set(
        imageId!.imageDigest!,
        manifests.map(({ digest }) => digest),
      );
    }
  }
  return parts;
}

const digestOf = ({ imageDigest }: ImageDetail): string => imageDigest!;

/** https://github.com/opencontainers/image-spec/blob/main/image-index.md, and Docker's own. */
const INDEXES: ReadonlySet<string> = new Set([
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
]);

const isIndex = ({ imageManifestMediaType }: ImageDetail): boolean =>
  INDEXES.has(imageManifestMediaType ?? "");
