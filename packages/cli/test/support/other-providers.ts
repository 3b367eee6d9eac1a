import type { ProjectCopy } from "@groundwork/testing/project";
import { commitAll } from "./committed";

const STACK = "stacks/environment-stack.ts";

/** What an environment of such a copy has besides, by address and construct. */
export const OTHERS = ["module.jobs_queue_1C1A0084", "random_id.site_suffix_B91A8FEB"] as const;

/** Has the environments of a copy hold a module and what another provider makes, and commits that. */
export async function withOtherProviders(copy: ProjectCopy): Promise<void> {
  const imports = [
    'import { QueueModule } from "@groundwork/examples/providers/queue-module";',
    'import { UniqueName } from "@groundwork/examples/providers/unique-name";',
  ];
  const composed = [
    'const { name } = new UniqueName(this, "site", { prefix: "acme" });',
    'new QueueModule(this, "jobs", { name });',
  ];
  await copy.edit(STACK, "import", [...imports, "import"].join("\n"));
  await copy.edit(STACK, "outputHandOvers(this", [...composed, "outputHandOvers(this"].join("\n"));
  await commitAll(copy, "other providers");
}
