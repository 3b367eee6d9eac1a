import { readFileSync } from "node:fs";
import path from "node:path";
import { Command, Help } from "commander";
import type { Common } from "./core/command";
import { addAdoptionCommands } from "./adoption/commands";
import { addComparisonCommands } from "./comparison/commands";
import { addBeginCommands } from "./begin/commands";
import { addDeliveryCommands } from "./delivery/commands";
import { addEngineCommands } from "./engine/commands";
import { addGitHubCommands } from "./github/commands";
import { addLoadTestCommand } from "./load-test/commands";
import { addOperateCommands } from "./operate/commands";
import { addPipelineCommands } from "./pipeline/commands";
import { plain } from "./core/plain";
import { packagesDir } from "./core/project";
import { addCompletionCommand } from "./completion/commands";
import { columns, explainCommands } from "./help-text";
import { addHelpCommands } from "./help-command";
import { addRehearsalCommands } from "./rehearsal/commands";
import { addRollbackCommand } from "./rollback/commands";
import { addStateCommands } from "./state/commands";
import { addSynthCommands } from "./synth/commands";
import { addTaskCommands } from "./tasks/commands";
import { addUpgradeCommand } from "./upgrade/commands";

const { version } = JSON.parse(
  readFileSync(path.join(packagesDir, "cli/package.json"), "utf8"),
) as { version: string };

/** The program without its commands. */
export const newProgram = (): Command =>
  new Command("groundwork")
    .usage("<command> [arguments] [options]")
    .description(
      "State, environments, delivery and repair around Terraform, for the project at hand.",
    )
    .version(version, "-V, --version", "display the version of these commands")
    .configureOutput({
      // As all other errors begin.
      outputError: (text, write) => write(plain(text.replace(/^error:/, "Error:"))),
      getOutHelpWidth: columns,
    })
    // Each command's own help tells its options.
    .configureHelp({
      subcommandTerm: termOf,
      // A terminal of 60 columns leaves 30 for what an option does.
      minWidthToWrap: 20,
      optionDescription: (option) =>
        isNothing(option.defaultValue) ? option.description : new Help().optionDescription(option),
    });

/** Adds all commands, in the order of the help. */
export function addCommands(program: Command, common: Common): void {
  addBeginCommands(program, common);
  addSynthCommands(program, common);
  addComparisonCommands(program, common);
  addRehearsalCommands(program, common);
  addStateCommands(program, common);
  addDeliveryCommands(program, common);
  addRollbackCommand(program, common);
  addOperateCommands(program, common);
  addAdoptionCommands(program, common);
  addLoadTestCommand(program, common);
  addTaskCommands(program, common);
  addGitHubCommands(program, common);
  addPipelineCommands(program, common);
  addEngineCommands(program, common);
  addUpgradeCommand(program, common);
  addCompletionCommand(program);
  addHelpCommands(program);
  explainCommands(program);
}

/** Whether a default goes without saying. */
const isNothing = (value: unknown): boolean =>
  value === false || (Array.isArray(value) && value.length === 0);

/** A command and its arguments, in a list of commands. */
function termOf(command: Command): string {
  return `${command.name()} ${command.usage().replace("[options]", "")}`.replace(/ +/g, " ").trim();
}
