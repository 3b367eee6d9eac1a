import type {
  CodebuildProjectCache,
  CodebuildProjectEnvironment,
} from "@cdktf/provider-aws/lib/codebuild-project";

/** Processors, in ECS's words. */
export type Architecture = "X86_64" | "ARM64";

/** What a build runs on. */
export interface Machine {
  /** @default "X86_64" */
  readonly architecture?: Architecture | undefined;

  /** One of CodeBuild's own, or of a registry from which the project's role may pull. @default CodeBuild's Amazon Linux 2023 */
  readonly image?: string | undefined;

  /** As CodeBuild names it. @default "BUILD_GENERAL1_MEDIUM" */
  readonly computeType?: string | undefined;

  /** Whether the build may run a Docker daemon, with which it has all rights on its machine. @default false */
  readonly privileged?: boolean | undefined;

  /** Whether the machine keeps Docker's layers for a next build that it happens to get. @default false */
  readonly keepsLayers?: boolean | undefined;
}

/**
 * Images of Amazon Linux 2023 (CodeBuild user guide, "Docker images provided by CodeBuild"), with
 * Node.js 18 to 24 and Python (al/x86_64/standard/5.0/runtimes.yml and al/aarch64/standard/3.0 of
 * aws/aws-codebuild-docker-images).
 */
const IMAGES: Readonly<Record<Architecture, string>> = {
  X86_64: "aws/codebuild/amazonlinux-x86_64-standard:5.0",
  ARM64: "aws/codebuild/amazonlinux-aarch64-standard:3.0",
};

/** Whether an image is one of CodeBuild's own, which it pulls with credentials of its own. */
export const isOfCodeBuild = (image: string): boolean => image.startsWith("aws/codebuild/");

export function environmentOf({
  architecture = "X86_64",
  image = IMAGES[architecture],
  computeType = "BUILD_GENERAL1_MEDIUM",
  privileged = false,
}: Machine = {}): CodebuildProjectEnvironment {
  return {
    type: architecture === "ARM64" ? "ARM_CONTAINER" : "LINUX_CONTAINER",
    computeType,
    image,
    imagePullCredentialsType: isOfCodeBuild(image) ? "CODEBUILD" : "SERVICE_ROLE",
    privilegedMode: privileged,
  };
}

/** CodeBuild user guide, "Local caching": privileged projects alone keep layers. */
export const cacheOf = ({ keepsLayers = false }: Machine = {}): {
  readonly cache?: CodebuildProjectCache;
} => (keepsLayers ? { cache: { type: "LOCAL", modes: ["LOCAL_DOCKER_LAYER_CACHE"] } } : {});
