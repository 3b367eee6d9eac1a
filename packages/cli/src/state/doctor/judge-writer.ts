import { isWithin } from "../../terraform/hazards";
import type { Judgement, StateToJudge } from "./judge-state";

/** Whether what is at hand may go on with a state of what wrote it. */
export function judgeWriter({ facts, engine }: Pick<StateToJudge, "facts" | "engine">): Judgement {
  const { terraformVersion: wrote, engine: writer } = facts.object?.format.state ?? {};
  if (!wrote || !engine) return undefined;
  const here = `${engine.product} ${engine.version}`;
  if (writer !== undefined && writer !== engine.product) {
    return {
      check: "state-engine",
      severity: "warning",
      what: `the state was written by ${writer} ${wrote}, and the one here is ${here}`,
      why: `each names the providers of its own registry in a state, and the next apply of ${engine.product} would write it anew for everybody`,
      repair: `have ${writer} run (TERRAFORM_BINARY_NAME), or move every person and workflow to ${engine.product}`,
    };
  }
  // A state that does not tell may be of the other, whose numbers say nothing here.
  const newer = engine.product === "Terraform" || writer !== undefined;
  if (!newer || !isWithin(wrote, `>${engine.version}`)) return undefined;
  return {
    check: "state-newer",
    severity: "warning",
    what: `the state was written by ${engine.product} ${wrote}, and the one here is ${engine.version}`,
    // Seen with 1.11.4: a state that says 1.99.0 is planned and applied, and says 1.11.4 after that.
    why: `${engine.product} does not refuse: it writes the state as the older release knows it`,
    repair: `install ${engine.product} ${wrote} or newer`,
  };
}
