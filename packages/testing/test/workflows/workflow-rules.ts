import {
  ownAction,
  stepsOf as stepsWithin,
  type Job,
  type Step,
  type WorkflowFile,
} from "./workflows";

/** What must hold of every workflow and action beside what actionlint knows. */
export interface WorkflowRule {
  readonly statement: string;
  /** What is against it, each in a few words. */
  readonly find: (file: WorkflowFile) => string[];
}

const CHECKOUT = "actions/checkout@";
/** Input of an action that installs a wrapper. */
const WRAPPERS = [
  ["hashicorp/setup-terraform@", "terraform_wrapper"],
  ["opentofu/setup-opentofu@", "tofu_wrapper"],
] as const;
/** The one secret, in the workflows that ask for it (upgrade.test.ts, drift.test.ts). */
const APP_KEY = "private-key: ${{ secrets.UPGRADE_APP_PRIVATE_KEY }}";
const CREDENTIALS = "aws-actions/configure-aws-credentials@";

/** Each job that has steps; the steps of an action count as one without permissions of its own. */
function jobsOf({ content }: WorkflowFile): [string, Job][] {
  const jobs = Object.entries(content.jobs ?? {});
  return content.runs ? [["runs", { steps: content.runs.steps ?? [], permissions: {} }]] : jobs;
}

const isAction = ({ content }: WorkflowFile): boolean => content.runs !== undefined;

const stepsOf = (file: WorkflowFile): Step[] => jobsOf(file).flatMap(([, { steps = [] }]) => steps);

/** Those of its permissions with which something can be changed. */
const writes = ({ permissions }: Job): string[] =>
  typeof permissions === "string"
    ? [permissions]
    : Object.entries(permissions ?? {}).flatMap(([name, level]) =>
        level === "write" ? [name] : [],
      );

const uses = (job: Job, action: string): Step[] =>
  stepsWithin(job).filter((step) => step.uses?.startsWith(action));

const triggers = ({ content }: WorkflowFile): string[] => {
  const { on } = content;
  if (typeof on === "string") return [on];
  return Array.isArray(on) ? on.map(String) : Object.keys((on ?? {}) as object);
};

export const workflowRules = {
  pinned: {
    statement: "other people's actions are named by commit, with their version as a comment",
    find: ({ text }) =>
      text
        .split("\n")
        .filter((line) => /^\s*(- )?uses:/.test(line))
        .filter((line) => !/uses: \.\/\.github\//.test(line))
        .filter((line) => !/uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))
        .map((line) => line.trim()),
  },

  expressions: {
    statement: "scripts hold no expression: GitHub would paste its value in as code",
    find: (file) => stepsOf(file).flatMap(({ run }) => (run?.includes("${{") ? [run] : [])),
  },

  permissions: {
    statement: "nothing is permitted but what a job asks for",
    find: (file) => {
      if (isAction(file)) return [];
      const { permissions } = file.content;
      const closed = typeof permissions === "object" && Object.keys(permissions).length === 0;
      return [
        ...(closed ? [] : ["top: expected permissions: {}"]),
        ...jobsOf(file).flatMap(([name, job]) =>
          typeof job.permissions === "object" ? [] : [`${name}: expected permissions of its own`],
        ),
      ];
    },
  },

  checkouts: {
    statement: "a checkout leaves no credentials behind",
    find: (file) =>
      jobsOf(file).flatMap(([name, job]) =>
        uses(job, CHECKOUT).flatMap((step) =>
          step.with?.["persist-credentials"] === "false" ? [] : [name],
        ),
      ),
  },

  identity: {
    statement: "a job has an identity for AWS when it takes on a role, and only then",
    find: (file) =>
      jobsOf(file).flatMap(([name, job]) => {
        // One that calls a workflow gives what the jobs there may ask for.
        if (job.uses !== undefined || isAction(file)) return [];
        const has = writes(job).includes("id-token");
        return has === uses(job, CREDENTIALS).length > 0 ? [] : [name];
      }),
  },

  separation: {
    statement: "no job that takes on a role can change anything in GitHub",
    find: (file) =>
      jobsOf(file).flatMap(([name, job]) =>
        job.uses === undefined && writes(job).includes("id-token") && writes(job).length > 1
          ? [name]
          : [],
      ),
  },

  foreignCode: {
    statement: "the code of a pull request runs where there is neither a role nor a right to write",
    find: (file) => {
      const bad = triggers(file).filter((trigger) =>
        ["pull_request_target", "workflow_run", "issue_comment"].includes(trigger),
      );
      if (!triggers(file).includes("pull_request")) return bad;
      return [
        ...bad,
        ...jobsOf(file).flatMap(([name, job]) => {
          if (writes(job).length === 0) return [];
          const refs = uses(job, CHECKOUT).map((step) => step.with?.["ref"]);
          const trusted = refs.every((ref) => ref === "${{ github.event.pull_request.base.ref }}");
          return trusted && job.uses === undefined ? [] : [name];
        }),
      ];
    },
  },

  caches: {
    statement: "what meets a role or may write takes nothing out of a cache that others can fill",
    find: (file) =>
      jobsOf(file).flatMap(([name, job]) => {
        if (writes(job).length === 0 && !isAction(file)) return [];
        const cached = (job.steps ?? []).some(
          (step) =>
            step.uses?.startsWith("actions/cache") === true || step.with?.["cache"] !== undefined,
        );
        return cached ? [name] : [];
      }),
  },

  secrets: {
    statement: "there are no secrets: nobody holds keys, but for the App that opens pull requests",
    find: ({ name, text }) =>
      text
        .split("\n")
        .filter((line) => /\bsecrets\b\s*[.:[]/.test(line))
        .filter((line) => !(/\/(upgrade|drift)\.yml$/.test(name) && line.trim() === APP_KEY)),
  },

  timeouts: {
    statement: "no job runs for ever",
    find: (file) =>
      isAction(file)
        ? []
        : jobsOf(file).flatMap(([name, job]) =>
            job.uses !== undefined || Number(job["timeout-minutes"]) > 0 ? [] : [name],
          ),
  },

  terraform: {
    statement: "exit codes of Terraform and OpenTofu arrive: without the wrapper, which hides them",
    find: (file) =>
      stepsOf(file).flatMap(({ uses = "", with: given }) => {
        const wrapper = WRAPPERS.find(([action]) => uses.startsWith(action))?.[1];
        return wrapper !== undefined && given?.[wrapper] !== "false" ? [uses] : [];
      }),
  },

  inputs: {
    statement: "an action of this repository is given what it must have, and what it knows",
    find: (file) =>
      stepsOf(file).flatMap((step) => {
        const action = ownAction(step);
        if (!action) return [];
        const given = Object.keys(step.with ?? {});
        const inputs = Object.entries(action.inputs ?? {});
        return [
          ...given.filter((name) => !inputs.some(([input]) => input === name)),
          ...inputs.flatMap(([name, { required }]) =>
            required === "true" && !given.includes(name) ? [name] : [],
          ),
        ];
      }),
  },

  runners: {
    statement: "runners are named by version",
    find: (file) =>
      isAction(file)
        ? []
        : jobsOf(file).flatMap(([name, job]) =>
            job.uses !== undefined || job["runs-on"] === "ubuntu-24.04" ? [] : [name],
          ),
  },

  shells: {
    statement: "scripts end at their first failure, in a pipe as well",
    find: (file) =>
      isAction(file)
        ? stepsOf(file).flatMap((step) =>
            step.run === undefined || step["shell"] === "bash" ? [] : [step.run],
          )
        : (file.content as { defaults?: { run?: { shell?: string } } }).defaults?.run?.shell ===
            "bash"
          ? []
          : ["expected defaults.run.shell: bash"],
  },

  applies: {
    statement: "an apply is never cut off by the next one",
    find: (file) =>
      jobsOf(file).flatMap(([name, job]) => {
        if (job.environment === undefined) return [];
        const { group, "cancel-in-progress": cancel } = (job["concurrency"] ?? {}) as Record<
          string,
          string
        >;
        return group?.startsWith("deliver-") && cancel === "false" ? [] : [name];
      }),
  },
} satisfies Readonly<Record<string, WorkflowRule>>;
