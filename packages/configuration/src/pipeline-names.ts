import type { Organization } from "./organization-schema";

/** Of CodePipeline. */
export const pipelineName = ({ name }: Pick<Organization, "name">): string => `${name}-delivery`;

/** Of the pipeline of an application: `pipeline` is a reserved word, so no environment's names begin so. */
export const applicationPipelineName = (
  { name }: Pick<Organization, "name">,
  application: string,
): string => `${name}-pipeline-${application}`;

/** A project of the pipeline's builds, and the role that it alone takes on: `plan-dev`. */
export const buildName = (
  organization: Organization,
  build: `plan-${string}` | `load-${string}` | `apply-${string}`,
): string => `${pipelineName(organization)}-${build}`;
