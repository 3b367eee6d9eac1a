import { CPU_UNITS, memorySizes } from "@groundwork/constructs/container-service/options";
import {
  addedBehind,
  edited,
  keyOf,
  nodesOf,
  propertyOf,
  textOf,
  valueOf,
  type Edit,
  type Node,
} from "../sources/source-text";
import {
  environmentIn,
  numberOf,
  replaced,
  textsOf,
  valueAt,
  withoutProperty,
  withProperty,
} from "../sources/values";

/** The most that a small environment has of what is counted, by the option's name. */
const MOST: Readonly<Record<string, number>> = {
  minCount: 1,
  maxCount: 2,
  desiredCount: 1,
  logRetentionDays: 7,
  flowLogRetentionDays: 7,
  accessLogRetentionDays: 7,
  backupRetentionDays: 1,
};

interface Smaller {
  readonly text: string;
  /** What there is less of, in words. */
  readonly what: readonly string[];
}

/** One step of it: the same object is read anew for each, so that none is in another's way. */
type Step = (text: string, environment: Node) => readonly (Edit & { readonly what: string })[];

/**
 * The same environment with less of what is paid for: fewer tasks, gateways and zones, shorter logs,
 * less CPU. What it is made of stays, and so does the memory of a task, which an application needs
 * wherever it runs. It is no production any more.
 *
 * @param text of environments/<name>.ts
 * @throws OperationError when the file exports no environment of that name
 */
export function smaller(text: string, name: string): Smaller {
  let now = text;
  const what: string[] = [];
  for (const step of STEPS) {
    const edits = step(now, environmentIn(now, name).object);
    now = edited(now, edits);
    what.push(...edits.map((edit) => edit.what));
  }
  return { text: now, what: [...new Set(what)].filter((words) => words !== "") };
}

const told = (what: string, edits: readonly Edit[]) => edits.map((edit) => ({ ...edit, what }));

/** Customers do not depend on it. */
const noProduction: Step = (text, environment) => {
  const there = valueAt(environment, "production");
  if (there && text.slice(there.start, there.end) === "false") return [];
  const name = environment.properties!.find((property) => keyOf(property) === "name")!;
  const edit = there
    ? replaced(there, "false")
    : withProperty(text, { ...environment, properties: [name] }, "production", "false");
  return told("production: false", [edit]);
};

const oneGateway: Step = (_, environment) => {
  const nat = valueAt(environment, "network", "nat");
  return textOf(nat) === "per-zone" ? told("nat: single", [replaced(nat!, '"single"')]) : [];
};

const noEndpoints: Step = (text, environment) => {
  const network = valueAt(environment, "network");
  const nat = valueAt(environment, "network", "nat");
  // Without a gateway they are the only way.
  if (!network || (nat && textOf(nat) !== "single")) return [];
  return told("no interfaceEndpoints", withoutProperty(text, network, "interfaceEndpoints"));
};

const twoZones: Step = (_, environment) => {
  const zones = valueAt(environment, "network", "zones");
  const letters = textsOf(zones);
  if (letters === undefined || letters.length <= 2) return [];
  const two = letters.slice(0, 2).map((letter) => JSON.stringify(letter));
  return told("two zones", [replaced(zones!, `[${two.join(", ")}]`)]);
};

const noInsights: Step = (text, environment) =>
  told("no containerInsights", withoutProperty(text, environment, "containerInsights"));

/** Wherever in the file they stand: what services share is often a constant above them. */
const fewer: Step = (text, environment) => {
  // How many instances there are at most is no bill: ECS starts those that tasks need.
  const instances = valueAt(environment, "instances");
  return nodesOf(text).flatMap((node) => {
    if (instances && instances.start <= node.start && node.end <= instances.end) return [];
    const key = keyOf(node) ?? "";
    const value = valueOf(node);
    const most = Object.hasOwn(MOST, key) ? MOST[key] : undefined;
    const number = numberOf(value);
    if (most === undefined || number === undefined || number <= most) return [];
    return told(`${key}: ${most}`, [replaced(value!, String(most))]);
  });
};

/** The fewest units that go with the memory that each has. */
const lessCpu: Step = (text, environment) =>
  (valueAt(environment, "services")?.elements ?? []).flatMap((service) => {
    if (service?.type !== "ObjectExpression" || valueAt(service, "sidecars")) return [];
    const cpuUnits = valueAt(service, "cpuUnits");
    const cpu = numberOf(cpuUnits);
    if (cpu === undefined) return [];
    const written = valueAt(service, "memoryMiB");
    const memory = written ? numberOf(written) : memorySizes(cpu)[0];
    const least = CPU_UNITS.find((units) => memorySizes(units).includes(memory ?? 0));
    if (least === undefined || least >= cpu) return [];
    const kept = `memoryMiB: ${memory}`;
    return told(`cpuUnits: ${least}`, [
      replaced(cpuUnits!, String(least)),
      ...(written ? [] : [addedBehind(text, propertyOf(service, "cpuUnits")!, kept)]),
    ]);
  });

/** Databases as they are where no customers depend on them, and made empty. */
const plainDatabases = ["instanceClass", "multiZone", "restoreFrom"].map(
  (option): Step =>
    (text, environment) =>
      (valueAt(environment, "databases")?.elements ?? []).flatMap((database) =>
        database?.type === "ObjectExpression"
          ? told(`no ${option}`, withoutProperty(text, database, option))
          : [],
      ),
);

const STEPS = [
  noProduction,
  oneGateway,
  noEndpoints,
  twoZones,
  noInsights,
  fewer,
  lessCpu,
  ...plainDatabases,
];
