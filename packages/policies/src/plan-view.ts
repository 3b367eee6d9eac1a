import { fieldsOf, isBlock, StackResources, type Attributes, type Resource } from "./resources";

/** A plan by `terraform show -json`, as far as the rules look at it. */
export interface PlanJson {
  readonly resource_changes?: readonly PlannedChange[];
  readonly configuration?: {
    readonly root_module?: ModuleJson;
    readonly provider_config?: Readonly<Record<string, ProviderJson>>;
  };
}

/** https://developer.hashicorp.com/terraform/internals/json-format#change-representation */
interface PlannedChange {
  readonly address: string;
  readonly module_address?: string;
  readonly mode: string;
  readonly type?: string;
  readonly name?: string;
  readonly change: {
    readonly after?: unknown;
    readonly after_unknown?: unknown;
    readonly after_sensitive?: unknown;
  };
}

/** https://developer.hashicorp.com/terraform/internals/json-format#configuration-representation */
interface ModuleJson {
  readonly resources?: readonly {
    readonly mode: string;
    readonly type: string;
    readonly name: string;
    readonly expressions?: Attributes;
  }[];
  readonly module_calls?: Readonly<
    Record<string, { readonly expressions?: Attributes; readonly module?: ModuleJson }>
  >;
}

interface ProviderJson {
  readonly name: string;
  readonly module_address?: string;
  readonly expressions?: Attributes;
}

/** The resources of all modules of a plan, the root among them, with what Terraform knows of them. */
export function planView({
  resource_changes: changes = [],
  configuration = {},
}: PlanJson): PlanView {
  const modules = modulesIn(configuration.root_module);
  const expressions = new Map(
    modules.flatMap(({ path, module: { resources = [] } }) =>
      resources.map((one): [string, Attributes] => [
        `${path}${one.mode === "data" ? "data." : ""}${one.type}.${one.name}`,
        one.expressions ?? {},
      ]),
    ),
  );
  return new PlanView({
    resources: changes
      .filter(({ mode, change }) => mode === "managed" && isBlock(change.after))
      .map((change) => plannedResource(change, expressions)),
    dataSources: modules.flatMap(({ path, module: { resources = [] } }) =>
      resources
        .filter(({ mode }) => mode === "data")
        .map((one) =>
          written(one.type, `${path}data.${one.type}.${one.name}`, one.expressions, path),
        ),
    ),
    modules: modules.flatMap(({ path, module: { module_calls: calls = {} } }) =>
      Object.entries(calls).map(([name, call]) =>
        written("module", `${path}module.${name}`, call.expressions, path),
      ),
    ),
    // Those of the root a synth has seen.
    providers: Object.values(configuration.provider_config ?? {})
      .filter(({ module_address: place }) => place !== undefined)
      .map((provider) => {
        const path = pathOf(provider.module_address);
        return written(
          provider.name,
          `${path}provider.${provider.name}`,
          provider.expressions,
          path,
        );
      }),
  });
}

/** What rules look at in a plan: references are those of the code, and may lead through a local. */
class PlanView extends StackResources {
  override mentions(value: unknown, target: Resource): boolean {
    // Nobody can tell where it leads: a relation that may be there is not called missing.
    const mayMean = (text: string) =>
      LEADS_ON.test(text) || target.address.startsWith(WITHIN.exec(text)?.[1] ?? "\0");
    return super.mentions(value, target) || this.texts(value).some(mayMean);
  }

  override idOf(resource: Resource): string {
    const { id } = resource.attributes;
    return typeof id === "string" && id !== "" ? id : super.idOf(resource);
  }
}

/** A reference to an argument or an output of a module, which may stand for anything. */
const LEADS_ON = /\$\{(module\.[\w-]+\.)*var\.|\$\{(module\.[\w-]+\.)+[\w-]+\}/;

/** A reference to what the same module has computed. */
const WITHIN = /\$\{((?:module\.[\w-]+\.)*)(?:each|local)\./;

interface Placed {
  /** What addresses in it begin with, as `module.a.`; empty for the root. */
  readonly path: string;
  readonly module: ModuleJson;
}

const modulesIn = (module: ModuleJson = {}, path = ""): Placed[] => [
  { path, module },
  ...Object.entries(module.module_calls ?? {}).flatMap(([name, call]) =>
    modulesIn(call.module, `${path}module.${name}.`),
  ),
];

/** An index or key behind a name; rules look at a resource, not at each of its instances. */
const KEY = /\[(?:\d+|"(?:[^"\\]|\\.)*"|each\.\w+|count\.index)\]/g;

const pathOf = (moduleAddress: string | undefined): string =>
  moduleAddress === undefined ? "" : `${moduleAddress.replace(KEY, "")}.`;

function plannedResource(
  { address, module_address: place, type = "", name = "", change }: PlannedChange,
  expressions: ReadonlyMap<string, Attributes>,
): Resource {
  const path = pathOf(place);
  const own = `${path}${type}.${name}`;
  const given = expressions.get(own) ?? {};
  const all = { ...fieldsOf(change.after), ...fieldsOf(change.after_unknown) };
  const attributes: Record<string, unknown> = {};
  for (const key of Object.keys(all)) {
    const value = known(
      fieldsOf(change.after)[key],
      fieldsOf(change.after_unknown)[key],
      given[key],
      path,
    );
    // Blocks may be made by a `dynamic` one, of which the configuration tells nothing; the id is
    // what others refer to. What else nobody gives is a default, or computed.
    const isBlocks = [value].flat().some(isBlock);
    if (value !== undefined && (key in given || isBlocks || key === "id")) attributes[key] = value;
  }
  return {
    type,
    path: address,
    address: own,
    attributes,
    // As the code has it: a reference to the name of a secret is none, though its value looks so.
    given: Object.fromEntries(
      Object.keys(given)
        .filter((key) => attributes[key] !== undefined)
        .map((key) => [key, inCode(given[key], path)]),
    ),
    isMarked: (at) => isMarked(change.after_sensitive, at.split(".")),
  };
}

/** What is written in the code of a block, without what is computed. */
function written(
  type: string,
  address: string,
  expressions: Attributes = {},
  path: string,
): Resource {
  return { type, path: address, address, attributes: fieldsOf(inCode(expressions, path)) };
}

/** A planned value; where it is not known, what the code refers to. */
function known(after: unknown, unknown: unknown, given: unknown, path: string): unknown {
  if (unknown === true) return inCode(given, path);
  if (after === null || after === undefined) return undefined;
  if (Array.isArray(after)) {
    const [unknowns, expressions] = [unknown, given].map((one) => (Array.isArray(one) ? one : []));
    const values = after.map((one, index) =>
      known(one, unknowns![index], expressions![index], path),
    );
    return values.length === 0 ? undefined : values;
  }
  if (!isBlock(after)) return after;
  const keys = Object.keys({ ...after, ...fieldsOf(unknown) });
  const values = keys.map((key): [string, unknown] => [
    key,
    known(after[key], fieldsOf(unknown)[key], fieldsOf(given)[key], path),
  ]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** An expression of the configuration: its value where that is constant, else what it refers to. */
function inCode(expression: unknown, path: string): unknown {
  if (Array.isArray(expression)) return expression.map((one) => inCode(one, path));
  if (!isBlock(expression)) return undefined;
  if ("constant_value" in expression) return expression["constant_value"];
  const { references } = expression;
  if (!Array.isArray(references)) {
    return Object.fromEntries(
      Object.entries(expression).map(([key, below]) => [key, inCode(below, path)]),
    );
  }
  const names = references.map((one) => String(one).replace(KEY, ""));
  // Each is followed by what it begins with: `aws_kms_key.a.arn`, `aws_kms_key.a`.
  const whole = names.filter(
    (name, index) => !names.some((other, at) => at < index && other.startsWith(name)),
  );
  return whole.map((name) => `\${${path}${name}}`).join("");
}

/** Whether the marks of a plan say that a value is sensitive; lists are passed through. */
function isMarked(marks: unknown, [name, ...below]: readonly string[]): boolean {
  if (marks === true) return true;
  if (Array.isArray(marks)) return marks.some((one) => isMarked(one, [name ?? "", ...below]));
  if (name === undefined || !isBlock(marks)) return false;
  return isMarked(marks[name], below);
}
