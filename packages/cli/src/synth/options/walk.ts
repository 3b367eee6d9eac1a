import { z } from "zod";
import { expectation } from "@groundwork/constructs/problems";

/** One option as the schema has it. */
export interface Option {
  /** Path with `[]` for a list's entries and `.*` for a map's, such as `services[].http.port`. */
  readonly path: string;
  readonly key: string;
  /** All options of the same object: by these its comments are found. */
  readonly siblings: ReadonlySet<string>;
  /** What it takes, in the words of the error message. */
  readonly takes: string;
  readonly required: boolean;
  /** The default in the schema. */
  readonly default?: unknown;
  /** For the option that chooses among variants of an object: each with all of its options. */
  readonly choices?: readonly { readonly name: string; readonly siblings: ReadonlySet<string> }[];
  /** Where an object comes in variants, those that have this option; undefined when all do. */
  readonly variants?: readonly string[] | undefined;
}

/** Every option of a schema, in the order in which it is written, with those of inner objects after it. */
export function walk(schema: z.core.$ZodType, path = ""): Option[] {
  const inner = peel(schema).schema;
  if (inner instanceof z.ZodArray) return walk(inner.element, `${path}[]`);
  if (inner instanceof z.ZodRecord) return walk(inner.valueType as z.ZodType, `${path}.*`);
  if (inner instanceof z.ZodObject) return inObject(inner, path);
  if (!(inner instanceof z.ZodUnion)) return [];
  return [...inUnion(inner.options, path), ...inLists(inner.options, path)];
}

/** The options of objects in lists of a given order, each once. */
function inLists(variants: readonly z.core.$ZodType[], path: string): Option[] {
  const found = variants
    .map((variant) => peel(variant).schema)
    .flatMap((schema) => (schema instanceof z.ZodTuple ? schema.def.items : []))
    .flatMap((item) => walk(item, `${path}[]`));
  return [...new Map(found.map((option) => [option.path, option])).values()];
}

function inObject(object: z.ZodObject, path: string): Option[] {
  const siblings = new Set(Object.keys(object.shape));
  return Object.entries(object.shape).flatMap(([key, value]) => {
    const { schema, required, ...rest } = peel(value);
    const own = path === "" ? key : `${path}.${key}`;
    return [
      { path: own, key, siblings, required, takes: takes(schema), ...rest },
      ...walk(value, own),
    ];
  });
}

/** The options of all variants, each that takes the same once, with the variants that have it. */
function inUnion(variants: readonly z.core.$ZodType[], path: string): Option[] {
  const objects = variants.filter((variant) => peel(variant).schema instanceof z.ZodObject);
  const found = new Map<string, { option: Option; in: string[] }>();
  for (const object of objects) {
    for (const option of walk(object, path)) {
      const key = choosesVariant(option, objects) ? option.path : `${option.path} ${option.takes}`;
      const known = found.get(key) ?? { option, in: [] };
      known.in.push(variantName(object));
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ option, in: names }) => ({
    ...option,
    ...(choosesVariant(option, objects) && {
      takes: `one of ${objects.map(variantName).join(", ")}`,
      choices: objects.map((object) => ({
        name: variantName(object),
        siblings: new Set(Object.keys(shapeOf(object))),
      })),
    }),
    variants: names.length === objects.length ? undefined : names,
  }));
}

/** A variant is named by its literal option, or by its first. */
function variantName(object: z.core.$ZodType): string {
  const shape = shapeOf(object);
  const literal = Object.values(shape).find((value) => value instanceof z.ZodLiteral);
  return String(literal instanceof z.ZodLiteral ? literal.value : Object.keys(shape)[0]);
}

const choosesVariant = ({ key }: Option, objects: readonly z.core.$ZodType[]): boolean =>
  objects.every((object) => shapeOf(object)[key] instanceof z.ZodLiteral);

const shapeOf = (object: z.core.$ZodType) => (peel(object).schema as z.ZodObject).shape;

/** A schema without what makes it optional. */
function peel(schema: z.core.$ZodType): {
  schema: z.core.$ZodType;
  required: boolean;
  default?: unknown;
} {
  if (schema instanceof z.ZodOptional) return { ...peel(schema.unwrap()), required: false };
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return { ...peel(schema.unwrap()), required: false, default: schema.def.defaultValue };
  }
  return { schema, required: true };
}

/** What a schema says when it is given something else altogether. */
function takes(schema: z.core.$ZodType): string {
  if (schema instanceof z.ZodArray) return `a list, each ${takes(peel(schema.element).schema)}`;
  if (schema instanceof z.ZodRecord) return `a map, each ${takes(schema.valueType)}`;
  const { error } = z.safeParse(schema, Symbol("nothing that any option takes"));
  return error === undefined ? "anything" : expectation(error.issues[0]!);
}
