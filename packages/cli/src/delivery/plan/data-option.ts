import { ownerOf } from "@groundwork/configuration/names";
import { subjectOf } from "../../words/subject";

/**
 * Where an environment's file has what holds data: `databases, orders, in environments/prod.ts`;
 * undefined for what comes from no entry of a list of its own.
 *
 * @param stack such as `prod-stack`
 */
export function dataOption(
  { address, path }: { readonly address: string; readonly path?: string | undefined },
  stack: string,
): string | undefined {
  const [, kind, name] =
    /^(database|bucket) (\S+)$/.exec(subjectOf({ address, constructPath: path })) ?? [];
  return kind && `${kind}s, ${name}, in environments/${ownerOf(stack)}.ts`;
}
