/** Compares what Terraform's JSON asks for with what AWS says is there. */

/** `KMSMasterKeyID` -> `kms_master_key_id`: AWS's names in Terraform's spelling, at every depth. */
export function terraformNames(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(terraformNames);
  if (typeof json !== "object" || json === null) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [snakeCase(name), terraformNames(value)]),
  );
}

const snakeCase = (name: string): string =>
  name
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase();

/** Arguments of Terraform's own, which AWS knows nothing of. */
const OWN = new Set(["//", "depends_on", "lifecycle"]);

interface CompareOptions {
  /** Whether a setting that nobody asked for is a difference too. */
  readonly exact?: boolean;
}

/** Each difference as `rule.status: got "Disabled", expected "Enabled"`. */
export function differences(
  expected: unknown,
  actual: unknown,
  { exact = false }: CompareOptions = {},
  path = "",
): string[] {
  const [want, have] = hasIds(expected)
    ? [byId(expected), byId(actual)]
    : [single(expected), single(actual)];
  // A reference to something missing: the check that looks for it reports that.
  if (typeof want === "string" && want.includes("${")) return [];
  if (isEmpty(want) && isEmpty(have)) return [];
  if (isBlock(want) && isBlock(have)) {
    const names = exact ? new Set([...Object.keys(want), ...Object.keys(have)]) : Object.keys(want);
    return [...names]
      .filter((name) => !OWN.has(name))
      .flatMap((name) =>
        differences(want[name], have[name], { exact }, path ? `${path}.${name}` : name),
      );
  }
  if (Array.isArray(want) && Array.isArray(have) && want.length === have.length) {
    return want.flatMap((item, index) =>
      differences(item, have[index], { exact }, `${path}[${index}]`),
    );
  }
  if (!Array.isArray(want) && !isBlock(want) && String(want) === String(have)) return [];
  return [`${path || "it"}: got ${shown(have)}, expected ${shown(want)}`];
}

/** Several blocks with names of their own, such as the rules of a lifecycle: these are compared by name. */
const hasIds = (json: unknown): boolean =>
  Array.isArray(json) && json.length > 1 && json.every((item) => isBlock(item) && "id" in item);

const byId = (json: unknown): unknown =>
  Array.isArray(json) ? Object.fromEntries(json.map((item) => [item.id, item])) : json;

/** Terraform writes a block that may be there once as a list of one. */
const single = (json: unknown): unknown =>
  Array.isArray(json) && json.length === 1 && isBlock(json[0]) ? json[0] : json;

const isBlock = (json: unknown): json is Record<string, unknown> =>
  typeof json === "object" && json !== null && !Array.isArray(json);

/** AWS leaves out what is empty, or puts an empty block in its place. */
const isEmpty = (json: unknown): boolean =>
  json === undefined ||
  json === null ||
  json === "" ||
  (isBlock(json) && Object.values(json).every(isEmpty));

const shown = (json: unknown): string => (isEmpty(json) ? "nothing" : JSON.stringify(json));

type Statement = Readonly<Record<string, unknown>>;

/** Each difference between two policy documents, by statement; their order means nothing. */
export function policyDifferences(expected: string, actual: string): string[] {
  const [want, have] = [statements(expected), statements(actual)];
  const lacking = [...want].flatMap(([sid, statement]) => {
    const other = have.get(sid);
    if (other === undefined) return [`${sid}: missing`];
    const text = canonical(statement);
    return text === canonical(other) || text.includes("${") ? [] : [`${sid}: changed`];
  });
  const added = [...have.keys()].filter((sid) => !want.has(sid));
  return [...lacking, ...added.map((sid) => `${sid}: not bootstrap-stack's`)];
}

function statements(document: string): Map<string, Statement> {
  const { Statement = [] } = JSON.parse(document);
  const list: Statement[] = Array.isArray(Statement) ? Statement : [Statement];
  return new Map(
    list.map((statement, index) => [
      String(statement["Sid"] ?? `statement ${index + 1}`),
      statement,
    ]),
  );
}

/** The same text for the same meaning: AWS sorts lists, and writes a list of one as its value. */
function canonical(json: unknown): string {
  if (Array.isArray(json)) {
    return json.length === 1 ? canonical(json[0]) : `[${json.map(canonical).toSorted().join()}]`;
  }
  if (!isBlock(json)) return JSON.stringify(String(json));
  const entries = Object.entries(json).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, value]) => `${name}:${canonical(value)}`).join()}}`;
}
