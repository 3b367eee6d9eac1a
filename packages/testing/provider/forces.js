// Which arguments of a resource make its provider replace it: asked of the provider, one argument
// after another, with values that differ in that alone.

const { emptyOf } = require("./schemas");

/** Deeper than this a block is asked about as a whole. */
const DEEPEST = 3;

/** Most arguments of one type that are asked about; the rest stays unknown. */
const MOST = 150;

/**
 * Values that an argument goes from and to. Of several the first that the provider takes for a change
 * counts, and those after it where they are of another kind, as a number that grows and one that falls.
 */
const TEXTS = [
  ["a1", "b2"],
  ['{"Version":"2012-10-17","Statement":[]}', '{"Version":"2008-10-17","Statement":[]}'],
  ['[{"name":"a","image":"a"}]', '[{"name":"a","image":"b"}]'],
  ["1", "2"],
  ["10.0.0.0/16", "10.1.0.0/16"],
  ["true", "false"],
  ["arn:aws:iam::111111111111:role/a", "arn:aws:iam::111111111111:role/b"],
  ["2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"],
];

/** @param {unknown} type as Terraform's schema has it @returns {readonly [unknown, unknown][]} */
function pairsOf(type) {
  if (type === "string") return TEXTS;
  if (type === "number")
    return [
      [5, 6],
      [6, 5],
    ];
  if (type === "bool")
    return [
      [false, true],
      [true, false],
    ];
  if (!Array.isArray(type)) return [];
  const [kind, inner] = type;
  if (kind === "object") {
    const names = Object.keys(inner);
    const first = names.map((name) => [name, pairsOf(inner[name])[0] ?? [null, null]]);
    const side = (index) => Object.fromEntries(first.map(([name, pair]) => [name, pair[index]]));
    return [[side(0), side(1)]];
  }
  const wrapped = (value) => (kind === "map" ? { key: value } : [value]);
  return pairsOf(inner).map((pair) => pair.map(wrapped));
}

/** Whether somebody may give it. */
const isGiven = ({ optional, required }) => optional === true || required === true;

/** All arguments of a block, by the names on the way to them. */
function argumentsOf(block, path = []) {
  const own = Object.entries(block.attributes ?? {})
    .filter(([name, attribute]) => isGiven(attribute) && !(path.length === 0 && name === "id"))
    .map(([name, { type }]) => ({ path: [...path, name], pairs: pairsOf(type) }));
  const below = Object.entries(block.block_types ?? {}).flatMap(
    ([name, { block: inner, nesting_mode }]) => {
      const at = [...path, name];
      const isDeep = at.length >= DEEPEST;
      const whole = { path: at, block: inner, mode: nesting_mode };
      return isDeep ? [whole] : [whole, ...argumentsOf(inner, at)];
    },
  );
  return [...own, ...below].slice(0, MOST);
}

/** A block with a value for each argument, and one of each block in it. */
function full(block, depth = 1) {
  const made = emptyOf(block);
  for (const [name, attribute] of Object.entries(block.attributes ?? {})) {
    if (isGiven(attribute)) made[name] = pairsOf(attribute.type)[0]?.[0] ?? null;
  }
  if (depth >= DEEPEST) return made;
  for (const [name, { block: inner, nesting_mode: mode }] of Object.entries(
    block.block_types ?? {},
  )) {
    made[name] = nested(mode, full(inner, depth + 1));
  }
  return made;
}

const nested = (mode, value) =>
  mode === "single" || mode === "group" ? value : mode === "map" ? { key: value } : [value];

/** A block with a value in one place; blocks on the way to it that are missing are made. */
function withValue(values, block, [name, ...rest], value) {
  if (rest.length === 0) return { ...values, [name]: value };
  const { block: inner, nesting_mode: mode } = block.block_types[name];
  const known = [values[name] ?? []].flat()[0] ?? emptyOf(inner);
  return { ...values, [name]: nested(mode, withValue(known, inner, rest, value)) };
}

/**
 * @param {import("./asked").Provider} provider
 * @param {string} type
 * @param {object} block its schema, as `terraform providers schema -json` has it
 * @param {object} [fixed] values on which others depend
 * @returns {Promise<Map<string, "always" | "perhaps" | "never" | "untold">>} by argument; where the
 *   provider takes none of the values for a change it is `untold`
 */
async function forcesOf(provider, type, block, fixed = {}) {
  const settled = { ...emptyOf(block), id: "a", ...fixed };
  const forces = new Map();
  const bases = [];
  // Values that it has something against tell nothing, whichever of them is another.
  for (const base of [{ ...full(block), id: "a", ...fixed }, settled]) {
    if ((await asked(provider, type, base, base)) !== undefined) bases.push(base);
  }
  for (const { path, pairs, block: inner, mode } of argumentsOf(block)) {
    const answers = new Set();
    for (const base of bases) {
      const tried = pairs ?? blockPairs(inner, mode);
      for (const answer of await answersTo(provider, type, block, base, path, tried))
        answers.add(answer);
    }
    const [one = "untold", ...others] = answers;
    forces.set(path.join("."), others.length > 0 ? "perhaps" : one);
  }
  return forces;
}

/** Of a block: that one is added, or goes. */
function blockPairs(inner, mode) {
  const [none, one] = [nested(mode, null), nested(mode, full(inner, DEEPEST - 1))];
  const nothing = Array.isArray(none) ? [] : mode === "map" ? {} : null;
  return [
    [nothing, one],
    [one, nothing],
  ];
}

async function answersTo(provider, type, block, base, path, pairs) {
  const answers = [];
  for (const [before, after] of pairs) {
    const prior = withValue(base, block, path, before);
    const same = await asked(provider, type, prior, prior);
    const other = await asked(provider, type, prior, withValue(base, block, path, after));
    if (same === undefined || other === undefined || same.planned.equals(other.planned)) continue;
    const place = path.join(".");
    const isIt = (one) =>
      one === place || place.startsWith(`${one}.`) || one.startsWith(`${place}.`);
    const isForced = other.replaced.some((one) => isIt(one) && !same.replaced.includes(one));
    answers.push(isForced ? "always" : "never");
    // Texts of other forms are for arguments that take no others.
    if (typeof before === "string") break;
  }
  return answers;
}

/** Undefined where the provider has something against the values. */
async function asked(provider, type, prior, proposed) {
  const { problem, ...answer } = await provider.plan(
    type,
    { prior, config: { ...proposed, id: null } },
    proposed,
  );
  return problem === undefined ? answer : undefined;
}

module.exports = { forcesOf };
