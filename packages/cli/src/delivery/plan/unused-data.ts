import type { StackJson } from "../../state/stack-json";
import type { PlanFinding } from "../store/plan-meta";
import { constructPaths } from "./plan-changes";

/** A stack's JSON with what the synth says of data in it that nobody uses. */
type Told = StackJson & {
  readonly "//"?: {
    readonly unused?: readonly { readonly path: string; readonly detail: string }[];
  };
};

/** Warnings of databases and buckets that are paid for and used by nobody. */
export function unusedData(stack: StackJson): PlanFinding[] {
  const unused = (stack as Told)["//"]?.unused ?? [];
  const paths = [...constructPaths(stack)].filter(([address]) => HOLDERS.test(address));
  return unused.flatMap(({ path, detail }) => {
    const [address, own] = paths.find(([, one]) => one.startsWith(`${path}/`)) ?? [];
    return address === undefined || own === undefined
      ? []
      : [{ rule: "unused-data", severity: "warning" as const, address, path: own, detail }];
  });
}

const HOLDERS = /^aws_(db_instance|s3_bucket)\./;
