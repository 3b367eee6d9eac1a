import { leftBehind, type Moves } from "../terraform/moves";

/** A part of a stack's Terraform JSON, as the synth has written it. */
export interface Block {
  readonly [name: string]: unknown;
}

/** A resource or a module, with the construct that it comes from. */
interface Resource extends Block {
  readonly "//"?: { readonly metadata?: { readonly path?: string } };
}

/** A stack's Terraform JSON, as far as it is read. */
export interface StackJson extends Moves {
  readonly provider?: Readonly<
    Record<
      string,
      readonly {
        readonly default_tags?: readonly { readonly tags?: Block }[];
        readonly ignore_tags?: readonly { readonly keys?: readonly string[] }[];
      }[]
    >
  >;
  readonly terraform?: { readonly backend?: { readonly s3?: Block } };
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Resource>>>>;
  readonly module?: Readonly<Record<string, Resource>>;
}

/** Addresses of a stack's own resources and modules, and those that it has moved from or removed. */
export const addressesIn = ({ resource = {}, module = {}, ...moves }: StackJson): string[] => [
  ...Object.keys(module).map((name) => `module.${name}`),
  ...Object.entries(resource).flatMap(([type, bodies]) =>
    Object.keys(bodies).map((name) => `${type}.${name}`),
  ),
  ...leftBehind(moves),
];
