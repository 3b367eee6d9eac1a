/*
 * Where what containers print goes, and what is typed in them: constructs make the groups, commands
 * read them.
 */

/** The log group of a service's containers. */
export const serviceLogGroup = (namePrefix: string, service: string): string =>
  `/ecs/${namePrefix}/${service}`;

/** The log group of a cluster's sessions. A service cannot have it: `exec` is refused as its name. */
export const execLogGroup = (namePrefix: string): string => `/ecs/${namePrefix}/exec`;

/** Its ARN. */
export const execLogGroupArn = (cluster: {
  readonly name: string;
  readonly region: string;
  readonly accountId: string;
}): string =>
  `arn:aws:logs:${cluster.region}:${cluster.accountId}:log-group:${execLogGroup(cluster.name)}`;

/**
 * What the names of a service's streams begin with: `<prefix>/<container>/<task id>` (ECS developer
 * guide, "awslogs-stream-prefix").
 */
export const STREAM_PREFIX = "ecs";
