import { readFile } from "node:fs/promises";
import { LAYERS } from "@groundwork/constructs/layers/options";
import { Option, type Command } from "commander";
import { ends, type Common } from "../core/command";
import { wholeNumber } from "../core/option-values";
import { sayJson } from "../core/outlet";
import type { PromotionOptions } from "./promotion";
import type { RunEndedOptions } from "./run-ended";
import type { JudgedWave } from "./set-steps";

const PROMOTED_FROM = ["--from <name>", "(default: the environment before the other)"] as const;

/**
 * Steps of the workflows in .github/workflows. Each asks GitHub, or changes a file of the checkout;
 * none needs AWS, but `image-pushed`, which tells people.
 */
export function addGitHubCommands(program: Command, common: Common): void {
  const { env } = common;
  const github = program.command("github").description("steps of the workflows on GitHub");

  github
    .command("reviewed-stacks")
    .description("the stacks whose state the plan of a pull request may read, one a line")
    .action(async () => {
      const { listReviewedStacks } = await import("./steps.js");
      listReviewedStacks();
    });

  github
    .command("comments")
    .description("write the comments of a review on a pull request")
    .requiredOption("--number <number>", "of the pull request", wholeNumber("--number"))
    .requiredOption("--folder <folder>", "where review wrote them")
    .action(async (options: { number: number; folder: string }) => {
      const { postReview } = await import("./steps.js");
      await postReview(options, env);
    });

  github
    .command("planned")
    .description("hand on what later jobs must know of a plan")
    .argument("<file>", "what `plan --json` printed")
    .action(async (file: string) => {
      const { handOnPlan } = await import("./steps.js");
      await handOnPlan(file, env);
    });

  github
    .command("planned-set")
    .description("hand on what later jobs must know of the plans of all places")
    .argument("<file>", "what `deploy-set --plan --json` printed")
    .action(async (file: string) => {
      const { handOnSet } = await import("./set-steps.js");
      await handOnSet(file, env);
    });

  github
    .command("wave-ended")
    .description("how many places of a wave have failed, and whether the next begins")
    .requiredOption("--environment <name>")
    .requiredOption("--wave <number>", "from 1", wholeNumber("--wave"))
    .addOption(
      new Option("--layer <name>", "that is delivered (default: it has none)").choices(LAYERS),
    )
    .action(async (options: JudgedWave) => {
      const { judgeWave } = await import("./set-steps.js");
      await judgeWave(options, env);
    });

  github
    .command("applied")
    .description("what came of an apply, without the outputs of the stack")
    .argument("<file>", "what `apply --json` printed")
    .action(async (file: string) => {
      const { withoutOutputs } = await import("../delivery/command-results.js");
      sayJson(withoutOutputs(JSON.parse(await readFile(file, "utf8"))));
    });

  github
    .command("gate")
    .description("whether GitHub asks somebody before a job of an environment starts")
    .requiredOption("--environment <name>")
    .option("--plan <id>", "that waits there (default: none, the job is about to start, or runs)")
    .option("--sha256 <hash>", "of the plan", "")
    .option("--private <boolean>", "whether the repository is private", "true")
    .action(
      async (options: { environment: string; plan?: string; sha256: string; private: string }) => {
        const { lookAtGate } = await import("./steps.js");
        await lookAtGate({ ...options, private: options.private !== "false" }, env);
      },
    );

  github
    .command("reviewer")
    .description("who let this run pass into an environment")
    .requiredOption("--environment <name>")
    .action(async ({ environment }: { environment: string }) => {
      const { nameReviewer } = await import("./steps.js");
      await nameReviewer(environment, env);
    });

  github
    .command("delivered")
    .description("say on the merged pull request what was planned, or came of it")
    .requiredOption("--environment <name>")
    .requiredOption("--folder <folder>", "with plan.json and, once applied, applied.json")
    .option("--note <text>", "why nothing was applied")
    .action(async (options: { environment: string; folder: string; note?: string }) => {
      const { delivered } = await import("./delivered.js");
      await delivered(options, env);
    });

  github
    .command("drift-issues")
    .description("keep one issue for each stack that is not as the code says")
    .argument("<file>", "what `drift --json` said")
    .option("--proposed <boolean>", "whether pull requests have its proposals", "false")
    .action(async (file: string, { proposed }: { proposed: string }) => {
      const { keepDriftIssues } = await import("./steps.js");
      const documents = JSON.parse(await readFile(file, "utf8"));
      await keepDriftIssues(documents, proposed === "true", env);
    });

  github
    .command("drift-proposals")
    .description("keep one pull request for each stack whose drift can be written down")
    .argument("<file>", "what `drift --propose --json` said")
    .action(async (file: string) => {
      const { keepDriftProposals } = await import("./steps.js");
      await keepDriftProposals(JSON.parse(await readFile(file, "utf8")), env);
    });

  github
    .command("upgrade-issue")
    .description("keep one issue as long as upstream has a newer release that nothing brings")
    .argument("<folder>", "with what `upgrade --check --json` and `upgrade --json` said")
    .option("--proposed <boolean>", "whether a pull request brings it", "false")
    .action(async (folder: string, options: { proposed: string }) => {
      const { keepUpgradeIssue } = await import("./upgrade-issue.js");
      await keepUpgradeIssue({ folder, proposed: options.proposed === "true" }, env);
    });

  github
    .command("images")
    .description("which images a change asks for, as a matrix")
    .option("--changed <file>", "file with changed paths, one a line (default: build all)")
    .option("--service <name>", "this one, whatever has changed")
    .action(async (options: { changed?: string; service?: string }) => {
      const { chooseImages } = await import("./steps.js");
      await chooseImages(options, env);
    });

  github
    .command("set-image")
    .description("name an image in the file of an environment")
    .requiredOption("--environment <name>")
    .requiredOption("--service <name>")
    .option("--tag <tag>")
    .option("--digest <digest>")
    .action(
      async (image: { environment: string; service: string; tag?: string; digest?: string }) => {
        const { setImages } = await import("../sources/environment-file.js");
        await setImages(process.cwd(), image.environment, [image]);
      },
    );

  github
    .command("promote")
    .description("name in the file of an environment what another one runs")
    .option(...PROMOTED_FROM)
    .requiredOption("--to <name>")
    .option("--service <name>", "only this one (default: all)")
    .action(async (options: PromotionOptions) => {
      const { promote } = await import("./steps.js");
      await promote(options, env);
    });

  github
    .command("load-tested")
    .description("whether what another environment runs has passed the load test that one demands")
    .option(...PROMOTED_FROM)
    .requiredOption("--to <name>")
    .option("--service <name>", "only this one (default: all)")
    .action(
      ends(async (options: PromotionOptions) => {
        const { expectLoadTested } = await import("./load-tested.js");
        await expectLoadTested(options, common);
      }),
    );

  github
    .command("run-ended")
    .description("tell people once that this run failed, and once that it goes well again")
    .requiredOption("--what <text>", "what the run does, such as check")
    .requiredOption("--jobs <name...>", "by which it is judged")
    .option("--owner <name>", "whose people are told", "delivery")
    .option("--by <job>", "the job that runs this", "told")
    .action(
      ends(async (options: RunEndedOptions) => {
        const { runEnded } = await import("./run-ended.js");
        return runEnded(options, env);
      }),
    );

  github
    .command("image-pushed")
    .description("tell the people of an environment of a new image")
    .requiredOption("--environment <name>")
    .requiredOption("--service <name>")
    .requiredOption("--repository <address>")
    .requiredOption("--digest <digest>")
    .option("--tag <tag>")
    .action(
      ends(
        async (options: {
          environment: string;
          service: string;
          repository: string;
          digest: string;
          tag?: string;
        }) => {
          const { tellOfImage } = await import("./steps.js");
          return tellOfImage(options, env);
        },
      ),
    );
}
