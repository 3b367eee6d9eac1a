import type { Command } from "commander";
import { ends, type Common } from "../../core/command";
import type { NotifyImageOptions } from "./notify-image";

/** The commands that tell people of what a workflow did, and do nothing else. */
export function addNotifyCommands(program: Command, { env }: Common): void {
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
    command.action(
      ends(async (options: Omit<NotifyImageOptions, "type" | "env">) => {
        const { notifyImage } = await import("./notify-image.js");
        return notifyImage({ type, ...options, env });
      }),
    );
  }
}
