import type { PolicyStatement } from "../../policy-document";

/** A repository, and the connection that leads to it and to all others that it was let see. */
export interface ConnectedRepository {
  readonly connectionArn: string;
  /** As `owner/name`. */
  readonly repository: string;
}

/** Connections had another prefix until 2024. */
const PREFIXES = {
  CodeConnections: "codeconnections",
  CodeStar: "codestar-connections",
} as const;

/**
 * To fetch one repository. Without the conditions the action is also to push, to make branches and
 * commits, and to delete repositories: all that the connection can
 * (https://docs.aws.amazon.com/dtconsole/latest/userguide/security-iam.html, "Supported access
 * types for ProviderAction"). Action and keys have the prefix of the connection, hence twice
 * ("Connections service prefix change" in the same guide).
 */
export const fetchRepository = ({
  connectionArn,
  repository,
}: ConnectedRepository): PolicyStatement[] =>
  Object.entries(PREFIXES).map(([name, prefix]) => ({
    Sid: `FetchBy${name}`,
    Effect: "Allow",
    Action: `${prefix}:UseConnection`,
    Resource: connectionArn,
    Condition: {
      StringEquals: {
        [`${prefix}:FullRepositoryId`]: repository,
        [`${prefix}:ProviderPermissionsRequired`]: "read_only",
      },
    },
  }));
