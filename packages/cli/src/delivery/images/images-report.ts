import { expiring } from "./expiry";
import type { RunningImage } from "./running-images";
import type { StoredImage, StoredRepository } from "./stored-images";

/** What an environment wants and runs of images. */
export interface EnvironmentImages {
  readonly environment: string;
  /** Images as its options name them, each with its repository. */
  readonly named: readonly NamedImage[];
  /** What its cluster runs; undefined where that is not known. */
  readonly running?: readonly RunningImage[] | undefined;
  /** Why that is not known. */
  readonly problem?: string | undefined;
}

export interface NamedImage {
  readonly repository: string;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/** An image with what is done with it; parts of an index are told as one with it. */
export interface ReportedImage extends StoredImage {
  /** Where it runs: containers by the name of the environment, 0 where only a service would start it. */
  readonly runsIn: Readonly<Record<string, number>>;
  /** Environments whose options name it. */
  readonly namedBy: readonly string[];
  /** Whether ECR deletes it by the rules of its repository, within a day. */
  readonly expires: boolean;
  /** Whether nothing has run, named, pushed or pulled it for as many days as were asked for. */
  readonly unused: boolean;
}

/** How much something comes to. */
export interface Amount {
  readonly images: number;
  /** At most: images share layers, which are stored and paid once. */
  readonly bytes: number;
}

export interface ReportedRepository extends Amount {
  readonly repository: string;
  readonly inUse: number;
  /** What the rules of the repository delete within a day; undefined where they are not known here. */
  readonly expiry?: Amount | undefined;
  /** What the rules of the configuration would delete besides, where those in ECR are others. */
  readonly configuredExpiry?: Amount | undefined;
  /** What could go; undefined where it is not known what runs. */
  readonly unused?: Amount | undefined;
  /** Newest first. */
  readonly list: readonly ReportedImage[];
  /** Whether it is the configuration's, and not made yet. */
  readonly missing?: true;
  /** Why nothing is known of it. */
  readonly problem?: string | undefined;
}

export interface ReportOptions {
  readonly environments: readonly EnvironmentImages[];
  /** The policy that the configuration has, for repositories of its own. @default none */
  readonly policy?: string | undefined;
  /** Days after which an image that nothing runs counts as unused. */
  readonly days: number;
  readonly now: Date;
}

const DAY_MS = 24 * 3_600_000;

export function reportOn(
  { repository, images, policy }: StoredRepository,
  options: ReportOptions,
): ReportedRepository {
  const { environments, days, now } = options;
  const before = now.valueOf() - days * DAY_MS;
  const parts = new Set(images.flatMap((image) => image.parts));
  const expired = policy === undefined ? new Set<string>() : expiring(policy, images, now);
  const isKnown = environments.every(({ running }) => running !== undefined);
  const list = images
    .filter(({ digest }) => !parts.has(digest))
    .map((image): ReportedImage => {
      const runsIn = runsOf(repository, image, environments);
      const namedBy = environments
        .filter(({ named }) => named.some((one) => isNamed(repository, image, one)))
        .map(({ environment }) => environment);
      const touched = [image.pushedAt, image.pulledAt ?? image.pushedAt].map((at) =>
        Date.parse(at),
      );
      const inUse = Object.keys(runsIn).length > 0 || namedBy.length > 0;
      return {
        ...image,
        findings: findingsWith(image, images),
        runsIn,
        namedBy,
        expires: expired?.has(image.digest) ?? false,
        unused: isKnown && !inUse && Math.max(...touched) < before,
      };
    });
  const stored = images.filter(({ parts: { length } }) => length === 0);
  const amount = (digests: ReadonlySet<string>): Amount => ({
    images: list.filter(({ digest }) => digests.has(digest)).length,
    bytes: sum(stored.filter(({ digest }) => digests.has(digest))),
  });
  const configured =
    options.policy === undefined || isSame(options.policy, policy)
      ? undefined
      : expiring(options.policy, images, now);
  const unused = list.filter((one) => one.unused);
  return {
    repository,
    images: list.length,
    bytes: sum(stored),
    inUse: list.filter(({ runsIn, namedBy }) => namedBy.length + Object.keys(runsIn).length > 0)
      .length,
    expiry: expired && amount(expired),
    configuredExpiry: configured && amount(configured),
    unused: isKnown ? { images: unused.length, bytes: sum(unused) } : undefined,
    list,
  };
}

const sum = (images: readonly StoredImage[]): number =>
  images.reduce((total, { bytes }) => total + bytes, 0);

function runsOf(
  repository: string,
  image: StoredImage,
  environments: readonly EnvironmentImages[],
): Record<string, number> {
  const digests = new Set([image.digest, ...image.parts]);
  return Object.fromEntries(
    environments.flatMap(({ environment, running = [] }) => {
      const found = running.filter(({ image: name, digest }) => {
        const named = referenceOf(name);
        // ECS knows better than a tag, which may have moved on since.
        return digest === undefined
          ? named !== undefined && isNamed(repository, image, named)
          : digests.has(digest) && named?.repository === repository;
      });
      return found.length === 0
        ? []
        : [[environment, found.filter(({ isTask }) => isTask).length] as const];
    }),
  );
}

/** The repository, tag and digest of an image in ECR, in whichever registry a copy of it lies. */
function referenceOf(image: string): NamedImage | undefined {
  const [, repository, tag, digest] =
    /^\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(image) ?? [];
  return repository === undefined ? undefined : { repository, tag, digest };
}

/** Whether a reference leads to an image: by its digest where it has one, whatever its tag. */
function isNamed(repository: string, image: StoredImage, named: NamedImage): boolean {
  if (named.repository !== repository) return false;
  if (named.digest !== undefined) return [image.digest, ...image.parts].includes(named.digest);
  return named.tag !== undefined && image.tags.includes(named.tag);
}

/** An index is not scanned, its parts are; what they share counts once. */
function findingsWith(image: StoredImage, images: readonly StoredImage[]) {
  const counts = images
    .filter(({ digest }) => digest === image.digest || image.parts.includes(digest))
    .flatMap(({ findings }) => (findings === undefined ? [] : [findings]));
  if (counts.length === 0) return undefined;
  const severities = new Set(counts.flatMap((one) => Object.keys(one)));
  return Object.fromEntries(
    [...severities].map((severity) => [
      severity,
      Math.max(...counts.map((one) => one[severity] ?? 0)),
    ]),
  );
}

/** Whether two texts of policies say the same; ECR writes JSON in its own way. */
function isSame(one: string, other: string | undefined): boolean {
  if (other === undefined) return false;
  const [a, b] = [one, other].map(
    (text) => (JSON.parse(text) as { rules: { description?: string }[] }).rules,
  );
  return JSON.stringify(a!.map(sorted)) === JSON.stringify(b!.map(sorted));
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === "object" && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value;
