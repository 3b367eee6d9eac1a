import type { PolicyStatement } from "../policy-document";

/** Who may take on the roles of a task. */
export const taskTrust = (region: string, accountId: string): PolicyStatement[] => [
  {
    // Only ECS, and only for tasks of this account and region: without the conditions ECS could be
    // made to take on the role for a task of someone else's (ECS developer guide, "Task IAM role").
    Sid: "TasksOfThisAccount",
    Effect: "Allow",
    Principal: { Service: "ecs-tasks.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": accountId },
      ArnLike: { "aws:SourceArn": `arn:aws:ecs:${region}:${accountId}:*` },
    },
  },
];

/** What ECS needs to start a task: its log group and, if that is in ECR, its image. */
export const startTask = (
  logGroupArn: string,
  repositoryArn: string | undefined,
): PolicyStatement[] => [
  {
    // What the container prints, into streams of the service's own group. Not CreateLogGroup: a
    // group that ECS made would keep everything for ever.
    Sid: "WriteLogs",
    Effect: "Allow",
    Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
    Resource: `${logGroupArn}:*`,
  },
  ...(repositoryArn === undefined ? [] : pullFrom(repositoryArn)),
];

const pullFrom = (repositoryArn: string): PolicyStatement[] => [
  {
    // The token is for the whole registry: IAM knows no narrower resource for it. What can be
    // pulled with it is left to the next statement.
    Sid: "RegistryToken",
    Effect: "Allow",
    Action: "ecr:GetAuthorizationToken",
    Resource: "*",
  },
  {
    // The image of this service, and of no other.
    Sid: "PullImage",
    Effect: "Allow",
    Action: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: repositoryArn,
  },
];
