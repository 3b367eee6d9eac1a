import { CHECK_FAILED, DENIED, NOT_USABLE } from "../core/exit-codes";
import type { Commands } from "./command-help";

/** What workflows and pipelines run, and people now and then. */
export const DELIVER: Commands = {
  review: { examples: [["review --out comments", "as the workflow of a pull request does"]] },
  metrics: {
    examples: [
      ["metrics prod", "the last 90 days of one stack"],
      ["metrics --days 30 --json", "all stacks, for a program"],
    ],
  },
  images: {
    examples: [
      ["images", "the images of all services"],
      ["images web --days 90 --json", "those of one, for a program"],
    ],
  },
  "code-deploy": {
    examples: [["code-deploy prod", "once more, after a failed deployment"]],
    exits: [DENIED],
  },
  notify: {
    examples: [
      ["notify image-pushed --service web --digest sha256:HASH", "tells the people of it"],
    ],
  },
  github: {
    examples: [["github reviewed-stacks", "in a workflow"]],
    exits: [NOT_USABLE, CHECK_FAILED],
  },
  pipeline: { examples: [["pipeline variables plan.json", "in a build of CodePipeline"]] },
};
