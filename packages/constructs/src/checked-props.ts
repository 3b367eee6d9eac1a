import { Token } from "cdktf";
import type { IConstruct } from "constructs";
import type { z } from "zod";
import { ConfigurationError } from "./configuration-error";
import { isOfSeveral, UNCOMPILED } from "./option-rules";
import { placeOf, problemsIn } from "./problems";
import { isPlain } from "./shown";

/** The props of a construct of which some are options with a schema, each option with its default. */
export type Checked<Schema extends z.ZodObject, Props> = Omit<Props, keyof z.output<Schema>> &
  z.output<Schema>;

/**
 * Holds those props of a construct that are options against their schema. What `environments/` says
 * has passed it before; what a stack writes itself has not.
 *
 * A value that only Terraform knows, such as an attribute of a resource, is taken as it is.
 *
 * @param path of the options among the construct's props, where they are not the props themselves
 * @returns all props, the options with their defaults
 * @throws ConfigurationError with every problem, such as `dev-stack/network.cidr: got x, expected ...`
 */
export function checkedProps<Schema extends z.ZodObject, Props extends z.input<Schema>>(
  construct: IConstruct,
  schema: Schema,
  props: Props,
  path: readonly PropertyKey[] = [],
): Checked<Schema, Props> {
  const options = Object.fromEntries(
    Object.keys(schema.shape).flatMap((key) => (key in props ? [[key, props[key]]] : [])),
  );
  return { ...props, ...checkedOptions(construct, schema, options, path) };
}

/** The same for what is options and nothing else, such as a list. */
export function checkedOptions<Schema extends z.ZodType>(
  construct: IConstruct,
  schema: Schema,
  options: unknown,
  path: readonly PropertyKey[],
): z.output<Schema> {
  const { success, data, error } = schema.safeParse(options, UNCOMPILED);
  if (success) return data;
  const issues = error.issues.filter((issue) => isKnown(options, issue));
  const problems = problemsIn(placeOf([construct.node.path, ...path]), options, issues);
  if (problems.length > 0) throw new ConfigurationError(problems);
  // What zod made of it all the same, which `safeParse` tells only where nothing is wrong.
  // oxlint-disable-next-line no-underscore-dangle -- that is the name of what zod has for libraries
  const made = schema._zod.run({ value: options, issues: [] }, { async: false, ...UNCOMPILED });
  return (made as z.core.ParsePayload).value as z.output<Schema>;
}

/** Whether what a problem is told of is known before Terraform runs. */
function isKnown(options: unknown, issue: z.core.$ZodIssue): boolean {
  if (issue.code === "unrecognized_keys") return true;
  const path = isOfSeveral(issue) ? issue.path.slice(0, -1) : issue.path;
  const value = path.reduce<unknown>(
    (parent, key) => (parent as Record<PropertyKey, unknown> | undefined)?.[key],
    options,
  );
  return !holdsReference(value);
}

/** Whether there is a token of cdktf or a template of Terraform in a value. */
const holdsReference = (value: unknown): boolean =>
  Token.isUnresolved(value) ||
  (typeof value === "string" && /[$%]\{/.test(value)) ||
  ((Array.isArray(value) || isPlain(value)) && Object.values(value).some(holdsReference));
