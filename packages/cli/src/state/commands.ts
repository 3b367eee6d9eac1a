import type { Command } from "commander";
import type { DoctorOptions } from "./doctor/doctor";
import type { DrillOptions } from "./history/drill";
import type { HistoryOptions } from "./history/history";
import type { MigrateOptions } from "./migration/migrate";
import type { PullOptions } from "./history/pull";
import type { RepairDigestOptions } from "./digest/repair-digest";
import type { RestoreOptions } from "./history/restore";
import type { UnlockOptions } from "./lock/unlock";

/** The commands that examine, repair and move states. */
export function addStateCommands(
  program: Command,
  common: { readonly signal: AbortSignal; readonly env: NodeJS.ProcessEnv },
): void {
  program
    .command("doctor")
    .description("look for what is wrong with the state backend and the states in it")
    .argument("[stack]", "such as dev-stack (default: all)")
    .option("--json", "as JSON", false)
    .option("--stand-ins", "with stand-ins, as in a rehearsal", false)
    .action(
      async (stack: string | undefined, options: Pick<DoctorOptions, "json" | "standIns">) => {
        const { doctor } = await import("./doctor/doctor.js");
        await doctor({ stack, ...options, ...common });
      },
    );

  program
    .command("unlock")
    .description("release the lock that a dead run has left on a state")
    .argument("<stack>", "such as dev-stack")
    .option("-y, --yes", "do not ask", false)
    .option("--force", "release it although its holder is, or may be, alive", false)
    .option("--older-than <minutes>", "age below which its holder may be alive", Number, 15)
    .option("--json", "as JSON", false)
    .option("--stand-ins", "with stand-ins, as in a rehearsal", false)
    .action(async (stack: string, options: Omit<UnlockOptions, "stack" | "signal" | "env">) => {
      const { unlock } = await import("./lock/unlock.js");
      await unlock({ stack, ...options, ...common });
    });

  program
    .command("repair-digest")
    .description("make a state and its digest in the lock table agree again")
    .argument("<stack>", "such as dev-stack")
    .option("--use-current", "write the digest of the current object", false)
    .option("--restore <version>", "make that version of the object the current one")
    .option("--remove", "remove the digest", false)
    .option("-y, --yes", "do not ask", false)
    .option("--json", "as JSON", false)
    .option("--stand-ins", "with stand-ins, as in a rehearsal", false)
    .action(
      async (stack: string, options: Omit<RepairDigestOptions, "stack" | "signal" | "env">) => {
        const { repairDigest } = await import("./digest/repair-digest.js");
        await repairDigest({ stack, ...options, ...common });
      },
    );

  program
    .command("pull")
    .description("the state of a stack, to standard output or to a file")
    .argument("<stack>", "such as dev-stack")
    .option("--out <file>", "file for it, which only you may read")
    .option("-y, --yes", "replace the file where there is one", false)
    .option("--json", "say as JSON what was written to the file", false)
    .option("--stand-ins", "with stand-ins, as in a rehearsal", false)
    .action(async (stack: string, options: Omit<PullOptions, "stack" | "signal" | "env">) => {
      const { pull } = await import("./history/pull.js");
      await pull({ stack, ...options, ...common });
    });

  program
    .command("migrate")
    .description("move a state from somewhere else to a stack's key, or those of a bucket")
    .argument("[stack]", "such as dev-stack; none for the states of a bucket")
    .requiredOption(
      "--from <source>",
      "state file, Terraform folder, s3://bucket/key?table=..., or s3://bucket for all in it",
    )
    .option(
      "--map <stack=key...>",
      "which state of a bucket goes to which stack, such as dev=Dev/terraform.tfstate",
    )
    .option("--dry-run", "only look whether it can be done", false)
    .option("-y, --yes", "do not ask", false)
    .option("--keep-local", "do not remove the local file after", false)
    .option("--retire", "delete an s3:// source after; its bucket keeps the version", false)
    .option("--json", "as JSON", false)
    .option("--stand-ins", "with stand-ins, as in a rehearsal", false)
    .action(
      async (
        stack: string | undefined,
        options: Omit<MigrateOptions, "stack" | "signal" | "env">,
      ) => {
        const { migrate } = await import("./migration/migrate.js");
        await migrate({ stack, ...options, ...common });
      },
    );

  program
    .command("history")
    .description("list the versions of a stack's state")
    .argument("<stack>")
    .option("--limit <count>", "how many of the newest", Number, 20)
    .option(
      "--show <version>",
      "what one of them holds: its id, the beginning of one, or its serial",
    )
    .option("--json", "as JSON", false)
    .action(async (stack: string, options: Omit<HistoryOptions, "stack" | "signal" | "env">) => {
      const { history } = await import("./history/history.js");
      await history({ stack, ...options, ...common });
    });

  program
    .command("restore")
    .description("make an old version of a stack's state the current one")
    .argument("<stack>")
    .argument("<version>", "its id, the beginning of one, or its serial; see history")
    .option("-y, --yes", "do not ask", false)
    .option("--force", "also a version of another lineage", false)
    .option("--no-plan", "do not show what Terraform would do then")
    .option("--json", "as JSON", false)
    .option("--stand-ins", "with stand-ins, as in a rehearsal", false)
    .action(
      async (
        stack: string,
        version: string,
        options: Omit<RestoreOptions, "stack" | "version" | "signal" | "env">,
      ) => {
        const { restore } = await import("./history/restore.js");
        process.exitCode = await restore({ stack, version, ...options, ...common });
      },
    );

  program
    .command("drill")
    .description("prove on copies that the newest versions of states restore and plan")
    .argument("[stack]", "default: all")
    .option("--versions <count>", "how many of each state", Number, 3)
    .option("--json", "as JSON", false)
    .option("--stand-ins", "with stand-ins, as in a rehearsal", false)
    .action(
      async (
        stack: string | undefined,
        options: Omit<DrillOptions, "stack" | "signal" | "env">,
      ) => {
        const { drill } = await import("./history/drill.js");
        await drill({ stack, ...options, ...common });
      },
    );
}
