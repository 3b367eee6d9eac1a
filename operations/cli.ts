import { Command } from "commander";
import { ConfigurationError } from "../constructs/configuration-error";
import { OperationError } from "./errors";

/** Exit code of a command that a signal ended, as shells have it for SIGINT. */
const INTERRUPTED = 130;

// The SDK is pinned here, and what it says of later versions is no news to whoever runs a command.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true";

const interruption = new AbortController();
const { signal } = interruption;

const program = new Command("groundwork").description(
  "Commands around Terraform. Each runs as `npm run <command>`.",
);

program
  .command("bootstrap")
  .description("make the state backend, or bring it up to date")
  .option("-y, --yes", "do not ask", false)
  .action(async ({ yes }: { yes: boolean }) => {
    const { bootstrap } = await import("./bootstrap.js");
    await bootstrap({ yes, signal, env: process.env });
  });

program
  .command("rehearse")
  .description("apply the stacks with real Terraform against an emulated AWS")
  .argument("[stack...]", "stacks to apply besides bootstrap-stack (default: all)")
  .option("--keep", "leave the emulator running", false)
  .option("--provider", "use the AWS provider instead of stand-ins", false)
  .action(async (stacks: string[], options: { keep: boolean; provider: boolean }) => {
    const { rehearse } = await import("./rehearse.js");
    await rehearse({ stacks, ...options, signal, env: process.env });
  });

program
  .command("bench")
  .description("measure the synth")
  .action(async () => {
    const { bench } = await import("./bench.js");
    await bench();
  });

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(name, () => {
    // The first lets Terraform release its lock; the second means it.
    if (signal.aborted) process.exit(INTERRUPTED);
    interruption.abort(new OperationError("interrupted", INTERRUPTED));
  });
}

program.parseAsync().catch((error: unknown) => {
  const known = error instanceof OperationError || error instanceof ConfigurationError;
  const shown = signal.aborted ? signal.reason : error;
  console.error(known || signal.aborted ? `Error: ${(shown as Error).message}` : error);
  process.exitCode = shown instanceof OperationError ? shown.exitCode : 1;
});
