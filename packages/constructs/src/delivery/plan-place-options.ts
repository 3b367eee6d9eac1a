import { z } from "zod";
import { matching, options } from "../option-rules";

/** What a repository keeps when it is renamed, and what is never given out again. */
export const repositoryId = matching(
  /^[1-9]\d{0,19}$/,
  'a repository\'s id: digits in quotes, as "123456789"',
);

/** A branch whose plans are applied. */
export const branch = matching(
  /^(?!refs\/)(?!.*(?:\.\.|\/\/|@\{))[\w.][\w./-]{0,254}$/,
  "the name of a branch, without refs/heads/",
);

const SHARED_BRANCH =
  "<remote>/<branch>, as origin/main, or false where there is no shared repository";

/** Where all can see what is planned and applied. */
export const sharedBranch = z.union(
  [
    z.literal(false),
    matching(/^[\w.-]+\/(?!.*(?:\.\.|\/\/|@\{))[\w.][\w./-]{0,254}$/, SHARED_BRANCH),
  ],
  { error: SHARED_BRANCH },
);

const OWN_FOLDER =
  "a folder of its own, as plans or /srv/plans: not the checkout, a folder above it, or one that is made again (cdktf.out, dist, node_modules, .cache, .git)";

/** The steps of a path that lead somewhere, `..` where they lead out of where it begins. */
function stepsOf(path: string): string[] {
  const steps: string[] = [];
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step === ".." && steps.length > 0 && steps.at(-1) !== "..") steps.pop();
    else steps.push(step);
  }
  return steps;
}

function isFolderOfItsOwn(path: string): boolean {
  // A shell would take it for a home; Terraform and Node take it for a name.
  if (path.startsWith("~") || path.includes("\0")) return false;
  const steps = stepsOf(path);
  if (steps.length === 0 || steps.at(-1) === "..") return false;
  return path.startsWith("/") || !/^(cdktf\.out|dist|node_modules|\.cache|\.git)$/.test(steps[0]!);
}

const bucket = options({
  /** The bucket `<name>-<accountId>-<region>-plans`, which delivery-stack makes. */
  type: z.literal("s3"),
});

const folder = options({
  /** A folder, where no bucket is to hold plans. delivery-stack then makes none. */
  type: z.literal("folder"),

  /**
   * Path of the folder, from the checkout or from `/`. Plans hold what a state holds: nobody but its
   * owner may read in it (mode 700).
   */
  path: z.string(OWN_FOLDER).refine(isFolderOfItsOwn, OWN_FOLDER),

  /**
   * Workflows of GitHub that prove who planned and who approved, by a token that GitHub signs for one
   * plan. Whoever plans or approves elsewhere is unproved.
   * @default nobody proves it: no plan is applied that demands an approval
   */
  github: options({
    /** Id of the repository whose workflows they are: `gh api repos/owner/name --jq .id`. */
    repositoryId,

    /** Branch whose workflows they are. @default "main" */
    branch: branch.default("main"),

    /**
     * Who signs the tokens: another one with GitHub Enterprise Server, as
     * `https://github.acme.com/_services/token`.
     * @default "https://token.actions.githubusercontent.com"
     */
    issuer: matching(
      /^https:\/\/[\w.-]+(:\d{1,5})?(\/[\w./-]*[\w-])?$/,
      "an address that begins with https:// and does not end with /",
    ).default("https://token.actions.githubusercontent.com"),
  }).optional(),
});

/** Where plans lie between whoever plans and whoever applies. */
export const planPlace = z.discriminatedUnion("type", [bucket, folder], {
  error: "one of s3, folder",
});

/** A folder of plans, its options checked and with their defaults. */
export type PlanFolder = z.output<typeof folder>;
