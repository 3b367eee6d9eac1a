import { Command } from "commander";
import { runProgram } from "./core/command";
import { addDeliveryCommands } from "./delivery/commands";
import { addGitHubCommands } from "./github/commands";
import { addPipelineCommands } from "./pipeline/commands";
import { plain } from "./core/plain";
import { addRehearsalCommands } from "./rehearsal/commands";
import { addStateCommands } from "./state/commands";
import { addSynthCommands } from "./synth/commands";

// The SDK is pinned here, and what it says of later versions is no news to whoever runs a command.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const program = new Command("groundwork")
  .description("Commands around Terraform. Each runs as `npm run <command>`.")
  .configureOutput({ outputError: (text, write) => write(plain(text)) });

runProgram(program, (common) => {
  addSynthCommands(program, common);
  addRehearsalCommands(program, common);
  addStateCommands(program, common);
  addDeliveryCommands(program, common);
  addGitHubCommands(program, common);
  addPipelineCommands(program);
});
