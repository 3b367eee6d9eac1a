import { OperationError } from "../../core/errors";
import { isModule } from "../../stand-ins/addresses";
import { objectIn } from "../../terraform/state-file";
import { masker, secretsIn } from "../plan/secrets";

/** Where the state of a stack has values that are marked as sensitive. */
export interface StateSecrets {
  /** Attributes by type, as `aws_db_instance` or `data.aws_ssm_parameter`; `*` for all. */
  readonly attributes: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names of modules. */
  readonly modules: ReadonlySet<string>;
}

interface Resource {
  readonly address: string;
  readonly type: string;
  readonly values?: unknown;
  readonly sensitive_values?: unknown;
}

interface Module {
  readonly address?: string;
  readonly resources?: readonly Resource[];
  readonly child_modules?: readonly Module[];
}

/**
 * Finds secrets by type and not by resource: another resource may have the same secret tomorrow, or
 * this one another name.
 *
 * @param stateJson by `terraform show -json`; with stand-ins, by the stack's own addresses
 */
export function secretsOfState(stateJson: string): StateSecrets {
  const json = objectIn(stateJson);
  if (json === undefined) throw new OperationError("terraform show: got no JSON, expected a state");
  const { values } = JSON.parse(json) as { values?: { root_module?: Module } };
  const { resources = [], child_modules = [] } = values?.root_module ?? {};
  const attributes = new Map<string, Set<string>>();
  // A module's stand-in is a resource whose address is the module's.
  const [standIns, others] = [true, false].map((wanted) =>
    resources.filter(({ address }) => isModule(address) === wanted),
  ) as [Resource[], Resource[]];
  for (const { address, type, values: own, sensitive_values } of others) {
    const [named = type] = /^(data\.)?[^.]+/.exec(address) ?? [];
    // A stand-in has what it stands for in its input, and the same in its output.
    const isStandIn = type === "terraform_data" && named !== type;
    const marks = isStandIn ? partsOf(sensitive_values)["input"] : sensitive_values;
    for (const name of copiesIn(isStandIn ? partsOf(own)["input"] : own, marks)) {
      attributes.set(named, (attributes.get(named) ?? new Set()).add(name));
    }
    for (const name of marks === true ? ["*"] : Object.keys(partsOf(marks))) {
      if (marks !== true && !isMarked(partsOf(marks)[name])) continue;
      attributes.set(named, (attributes.get(named) ?? new Set()).add(name));
    }
  }
  const opaque = standIns.map((one) => ({ address: one.address, resources: [one] }));
  const modules = [...opaque, ...child_modules]
    .filter(holdsSecrets)
    .map(({ address = "" }) => address);
  return {
    attributes,
    modules: new Set(modules.map((address) => /[^.[]+/.exec(address.slice(7))![0])),
  };
}

/**
 * Attributes that a provider makes of one that is marked, without its mark: `output` of `input` in
 * terraform_data, `tags_all` of `tags`.
 */
function copiesIn(values: unknown, marks: unknown): string[] {
  const resource = { values, sensitive_values: marks };
  const json = JSON.stringify({ values: { root_module: { resources: [resource] } } });
  const mask = masker(secretsIn(json).filter((secret) => secret.length >= COPIED));
  return Object.entries(partsOf(values)).flatMap(([name, value]) => {
    const text = JSON.stringify([value]);
    return mask(text) === text ? [] : [name];
  });
}

/** Length in characters; a shorter value may be in two attributes by chance. */
const COPIED = 6;

const partsOf = (marks: unknown): Record<string, unknown> =>
  typeof marks === "object" && marks !== null ? (marks as Record<string, unknown>) : {};

const isMarked = (marks: unknown): boolean =>
  marks === true || Object.values(partsOf(marks)).some(isMarked);

const holdsSecrets = ({ resources = [], child_modules = [] }: Module): boolean =>
  resources.some(({ sensitive_values }) => isMarked(sensitive_values)) ||
  child_modules.some(holdsSecrets);
