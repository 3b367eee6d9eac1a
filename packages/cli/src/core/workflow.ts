/**
 * Whether this is a run that a forge or a pipeline started, as far as variables tell: enough to
 * know where its files go, and not to know who somebody is.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables and
 * https://docs.aws.amazon.com/codebuild/latest/userguide/build-env-ref-env-vars.html
 */
export const isWorkflow = (env: NodeJS.ProcessEnv): boolean =>
  env["GITHUB_ACTIONS"] === "true" || Boolean(env["CODEBUILD_BUILD_ID"]);

/** Where the run can be looked at. */
export function runUrl(env: NodeJS.ProcessEnv): string | undefined {
  if (env["GITHUB_ACTIONS"] === "true") {
    const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
    return `${server}/${repository}/actions/runs/${run}`;
  }
  // arn:aws:codebuild:<region>:<account>:build/<project>:<id>
  const [, , , region, account, ...rest] = (env["CODEBUILD_BUILD_ARN"] ?? "").split(":");
  const [project] = (rest[0] ?? "").replace(/^build\//, "").split(":");
  return project
    ? `https://${region}.console.aws.amazon.com/codesuite/codebuild/${account}/projects/${project}/build/${project}:${rest[1]}`
    : undefined;
}
