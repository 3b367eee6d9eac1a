import type { Block, StackJson } from "../../state/stack-json";

/** A stack's JSON, as far as it tells what layers tell each other. */
export type LayerJson = Pick<StackJson, "resource"> & {
  readonly data?: Readonly<Record<string, Readonly<Record<string, Block>>>>;
};

const TYPE = "aws_ssm_parameter";

/** A layer of an environment, as it is in the code. */
export interface LayerStack {
  /** As `dev-network-stack`. */
  readonly name: string;
  readonly json: LayerJson;
  /** Names of the parameters that it has read or written as it was applied, where that is known. */
  readonly applied?: readonly string[] | undefined;
}

/**
 * Names of the parameters that a stack reads of the layers below it.
 *
 * @param path what those of its environment start with, as `/acme/dev/layers`
 */
export const readBy = ({ data }: LayerJson, path: string): string[] => namesIn(data?.[TYPE], path);

/** Names of the parameters by which a stack tells the layers above. */
export const publishedBy = ({ resource }: LayerJson, path: string): string[] =>
  namesIn(resource?.[TYPE], path);

const namesIn = (blocks: Readonly<Record<string, Block>> = {}, path: string): string[] =>
  Object.values(blocks)
    .map(({ name }) => String(name))
    .filter((name) => name.startsWith(`${path}/`))
    .toSorted();

/** The same of a state, of what it has read and of what it has written. */
export const namedIn = (state: string, path: string): string[] => {
  const names = [...state.matchAll(/"(\/[\w./-]+)"/g)].map(([, name]) => name!);
  return [...new Set(names.filter((name) => name.startsWith(`${path}/`)))].toSorted();
};

/** The field that a parameter has, as `vpcId`. */
export const fieldOf = (name: string): string => name.replace(/^.*\//, "");

/** Several fields as words. */
export const fieldsOf = (names: readonly string[]): string => names.map(fieldOf).join(", ");
