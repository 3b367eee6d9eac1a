import { stepsOf, workflowFiles } from "./workflows";

const files = workflowFiles().filter(({ name }) => name.includes("/workflows/"));

/** Each job that takes on a role, and what else it may do in GitHub. */
const roles = files.flatMap(({ name, content }) =>
  Object.entries(content.jobs ?? {}).flatMap(([id, job]) =>
    stepsOf(job)
      .filter(({ uses }) => uses?.startsWith("aws-actions/configure-aws-credentials@"))
      .map((step) => ({
        job: `${name.replace(/^.*\//, "")} ${id}`,
        role: step.with!["role-to-assume"],
        permissions: job.permissions,
        environment: job.environment,
        session: step.with!["role-session-name"],
      })),
  ),
);

const role = (name: string) =>
  `arn:aws:iam::\${{ vars.AWS_ACCOUNT_ID }}:role/\${{ vars.ORGANIZATION }}-${name}`;

test("each job takes on the one role that it is for", () => {
  expect(roles.map(({ job, role: name, environment }) => [job, name, environment])).toEqual([
    ["apply.yml apply", role("apply-${{ inputs.environment }}"), "${{ inputs.environment }}"],
    ["check.yml told", role("plan-main"), undefined],
    ["deliver-environment.yml plan", role("plan-main"), undefined], // trusts the branch alone
    [
      "deliver-environment.yml apply",
      role("apply-${{ inputs.environment }}"),
      "${{ inputs.environment }}", // in the token's subject, which the role's trust asks for
    ],
    [
      "deliver-environment.yml load-test",
      role("apply-${{ inputs.environment }}"), // may write results of the environment
      "${{ inputs.environment }}",
    ],
    ["deliver-environment.yml told", role("plan-main"), undefined],
    ["deliver-environment.yml told-load-test", role("plan-main"), undefined],
    ["deliver-places.yml plan", role("plan-main"), undefined],
    ...[1, 2, 3, 4].map((wave) => [
      `deliver-places.yml wave_${wave}`,
      role("apply-${{ inputs.environment }}"), // one role applies all places
      "${{ inputs.environment }}",
    ]),
    ["deliver-places.yml told", role("plan-main"), undefined],
    ["diff.yml plan", role("plan-pr"), undefined],
    ["drift.yml look", role("drift"), undefined],
    ["drift.yml told", role("drift"), undefined],
    ["image.yml build", role("image-push-ci"), undefined],
    ["image.yml tell", role("image-push-ci"), undefined],
    ["image.yml told", role("image-push-ci"), undefined],
    ["promote.yml tested", role("plan-main"), undefined],
    ["rollback.yml look", role("plan-main"), undefined],
    [
      "rollback.yml stop",
      role("apply-${{ inputs.environment }}"), // may stop deployments
      "${{ inputs.environment }}",
    ],
  ]);
});

test("CloudTrail shows which run it was", () => {
  for (const { session } of roles) expect(session).toMatch(/^[a-z].*-\$\{\{ github\.run_id \}\}$/);
});

test("who may change something in GitHub has a reason beside it", () => {
  const changes = files.flatMap(({ name, text }) =>
    text
      // A job that calls a workflow passes on what the jobs there ask for.
      .replaceAll(/permissions: # of which each job there takes its part\n( {6}.*\n)+/g, "")
      .split("\n")
      .filter((line) => /^ {6}[\w-]+: write/.test(line))
      // Those behind the first one there.
      .filter(() => !/\/deliver(-layers)?\.yml$/.test(name))
      .map((line) => [name.replace(/^.*\//, ""), line.trim()]),
  );
  expect(changes.length).toBeGreaterThan(10);
  expect(changes.filter(([, line]) => !/ # .{10,}/.test(line!))).toEqual([]);
});

test("a caller passes on no more than the jobs of the called workflow ask for", () => {
  const jobs = Object.values(
    files.find(({ name }) => name.endsWith("/deliver-environment.yml"))!.content.jobs!,
  );
  const asked = new Map<string, string>();
  for (const { permissions } of jobs) {
    for (const [name, level] of Object.entries(permissions as Record<string, string>)) {
      if (asked.get(name) !== "write") asked.set(name, level);
    }
  }
  const callers = files
    .flatMap(({ content }) => Object.values(content.jobs ?? {}))
    .filter(({ uses }) => uses?.endsWith("/deliver-environment.yml"));
  expect(callers).toHaveLength(7);
  for (const { permissions } of callers) expect(permissions).toEqual(Object.fromEntries(asked));
});

test("production comes after dev, and every environment of this checkout has its turn", () => {
  const { jobs } = files.find(({ name }) => name.endsWith("/deliver.yml"))!.content;
  expect(
    Object.entries(jobs!).map(([name, { needs, with: input }]) => [name, needs, input]),
  ).toEqual([
    ["registry", undefined, { environment: "registry" }],
    ["dev", undefined, { environment: "dev" }],
    ["prod", "dev", { environment: "prod" }],
  ]);
});
