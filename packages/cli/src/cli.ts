import { Command } from "commander";
import { addDeliveryCommands } from "./delivery/commands";
import { addGitHubCommands } from "./github/commands";
import { addPipelineCommands } from "./pipeline/commands";
import { addStateCommands } from "./state/commands";
import { OperationError } from "./core/errors";
import { FAILED, INTERRUPTED } from "./core/exit-codes";
import { warn } from "./core/outlet";
import { plain } from "./core/plain";
import { failureText } from "./core/unexpected";
import type { NotifyImageOptions } from "./delivery/messages/notify-image";
import type { DriftOptions } from "./delivery/drift/drift";
import type { RehearseOptions } from "./rehearsal/rehearse";
import type { ReviewOptions } from "./delivery/review/review";

// The SDK is pinned here, and what it says of later versions is no news to whoever runs a command.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const interruption = new AbortController();
const { signal } = interruption;

const program = new Command("groundwork")
  .description("Commands around Terraform. Each runs as `npm run <command>`.")
  .configureOutput({ outputError: (text, write) => write(plain(text)) });

program
  .command("bootstrap")
  .description("make the state backend, or bring it up to date")
  .option("-y, --yes", "do not ask", false)
  .action(async ({ yes }: { yes: boolean }) => {
    const { bootstrap } = await import("./state/backend/bootstrap.js");
    await bootstrap({ yes, signal, env: process.env });
  });

program
  .command("rehearse")
  .description("apply the stacks with real Terraform against an emulated AWS")
  .argument("[stack...]", "stacks to apply besides bootstrap-stack (default: all)")
  .option("--keep", "leave the emulator running", false)
  .option("--provider", "use the AWS provider instead of stand-ins", false)
  .option("--delivery", "apply environments by plan, approve and apply, with messages", false)
  .action(async (stacks: string[], options: Omit<RehearseOptions, "stacks" | "signal" | "env">) => {
    const { rehearse } = await import("./rehearsal/rehearse.js");
    await rehearse({ stacks, ...options, signal, env: process.env });
  });

program
  .command("options")
  .description("write packages/docs/options.md from the schemas in environments/")
  .action(async () => {
    const { options } = await import("./synth/options.js");
    await options();
  });

program
  .command("policies")
  .description("list the policies, what is against them, and what was acknowledged")
  .option("--json", "as JSON", false)
  .action(async ({ json }: { json: boolean }) => {
    const { policies } = await import("./synth/policies.js");
    await policies({ json, env: process.env });
  });

program
  .command("bench")
  .description("measure the synth")
  .action(async () => {
    const { bench } = await import("@groundwork/testing/bench/bench");
    await bench();
  });

addStateCommands(program, { signal, env: process.env });

program
  .command("drift")
  .description("what has changed past Terraform, and what was merged but not applied")
  .argument("[stack...]", "such as prod-stack (default: all)")
  .option("--notify", "remember it, and tell people when it changes", false)
  .option("--json", "as JSON", false)
  .option("--stand-ins", "with stand-ins, as in a rehearsal", false)
  .action(async (stacks: string[], options: Omit<DriftOptions, "stacks" | "signal" | "env">) => {
    const { drift } = await import("./delivery/drift/drift.js");
    process.exitCode = await drift({ stacks, ...options, signal, env: process.env });
  });

addDeliveryCommands(program, { signal, env: process.env });
addGitHubCommands(program, { env: process.env });
addPipelineCommands(program);

program
  .command("review")
  .description("what a change does to each stack, as comments for its pull request")
  .argument("[stack...]", "such as prod-stack (default: all)")
  .option("--out <folder>", "folder for the comments (default: standard output)")
  .option("--from <folder>", "folder of plans made elsewhere, by terraform show -json")
  .option("--synthesized <folder>", "a cdktf.out made elsewhere, by code that is not trusted")
  .option("--json", "as JSON", false)
  .option("--stand-ins", "with stand-ins, as in a rehearsal", false)
  .action(async (stacks: string[], options: Omit<ReviewOptions, "stacks" | "signal" | "env">) => {
    const { review } = await import("./delivery/review/review.js");
    process.exitCode = await review({ stacks, ...options, signal, env: process.env });
  });

const notify = program.command("notify").description("tell people of what a workflow did");

for (const [type, what] of [
  ["image-pushed", "an image was pushed"],
  ["scan-findings", "the scan of an image found something"],
] as const) {
  const command = notify
    .command(type)
    .description(what)
    .requiredOption("--service <name>", "such as web")
    .requiredOption("--digest <sha256:...>", "of the image")
    .option("--tag <tag>", "of the image")
    .option("--environment <name...>", "whose people are told (default: all that have it)");
  if (type === "scan-findings") {
    command.requiredOption("--from <file>", "by aws ecr describe-image-scan-findings");
  }
  command.action(async (options: Omit<NotifyImageOptions, "type" | "env">) => {
    const { notifyImage } = await import("./delivery/messages/notify-image.js");
    await notifyImage({ type, ...options, env: process.env });
  });
}

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(name, () => {
    // The first lets Terraform release its lock; the second means it.
    if (signal.aborted) process.exit(INTERRUPTED);
    interruption.abort(new OperationError("interrupted", INTERRUPTED));
  });
}

// What a promise that nobody waits for ends with comes here as well.
process.on("uncaughtException", (error: unknown) => {
  warn(failureText(error, process.env));
  process.exit(FAILED);
});

program.parseAsync().catch((error: unknown) => {
  const shown = signal.aborted ? signal.reason : error;
  warn(failureText(shown, process.env));
  process.exitCode = shown instanceof OperationError ? shown.exitCode : FAILED;
});
