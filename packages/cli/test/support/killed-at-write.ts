import { once } from "node:events";
import { killTree, startGroundwork } from "@groundwork/testing/project";
import { until } from "./until";
import { startWriteProxy } from "./write-proxy";

/**
 * Runs a command in a copy of the project and kills it, with all that it has started, when a write has
 * been carried out of which it has not heard yet.
 *
 * @param what the write, as `PUT /bucket/dev/terraform.tfstate`
 */
export async function killedAtWrite(
  root: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv & { readonly AWS_ENDPOINT_URL?: string },
  what: RegExp,
): Promise<void> {
  let isWritten = false;
  const proxy = await startWriteProxy(env["AWS_ENDPOINT_URL"]!, (write) => {
    if (!what.test(write.what)) return undefined;
    isWritten = true;
    return new Promise<void>(() => {});
  });
  try {
    const victim = startGroundwork(args, { ...env, AWS_ENDPOINT_URL: proxy.endpoint }, root);
    const gone = once(victim, "exit");
    let said = "";
    for (const output of [victim.stdout!, victim.stderr!])
      output.on("data", (text) => (said += text));
    const ended = gone.then(() => {
      if (!isWritten) throw new Error(`ended before ${String(what)}: ${said}`);
    });
    await Promise.race([until(String(what), () => isWritten, 90), ended]);
    await killTree(victim.pid!);
    await ended;
  } finally {
    proxy.close();
  }
}
