// What a provider says of its resources: `GetProviderSchema` of Terraform's plugin protocol, version 5
// (https://github.com/hashicorp/terraform/blob/main/docs/plugin-protocol/tfplugin5.proto).
const { all, bytes, fields, one } = require("./messages");

/** Numbers of fields of the answer. */
const RESOURCES = 2;
const DATA_SOURCES = 3;

const MODES = ["invalid", "single", "list", "set", "map", "group"];

/**
 * A block as `terraform providers schema -json` has it, of what is needed here.
 *
 * @typedef {{ type: unknown, optional: boolean, computed: boolean }} Attribute
 * @typedef {{ attributes: Record<string, Attribute>, block_types: Record<string, { nesting_mode: string, block: Block }> }} Block
 */

/** @param {Buffer} message @returns {Block} */
function blockOf(message) {
  const attributes = all(message, 2).map((attribute) => {
    const is = (number) => one(attribute, number) === 1;
    const required = is(4);
    const type = JSON.parse(one(attribute, 2).toString());
    const said = { type, required, optional: is(5), computed: is(6) };
    return [one(attribute, 1).toString(), said];
  });
  const blocks = all(message, 3).map((nested) => [
    one(nested, 1).toString(),
    { nesting_mode: MODES[one(nested, 3)], block: blockOf(one(nested, 2)) },
  ]);
  return { attributes: Object.fromEntries(attributes), block_types: Object.fromEntries(blocks) };
}

const nameOf = (entry) => one(entry, 1).toString();

/** @returns {Record<string, Block>} of the answer, by the name of the type */
const blocksIn = (answer, number) =>
  Object.fromEntries(
    all(answer, number).map((entry) => [nameOf(entry), blockOf(one(one(entry, 2), 2))]),
  );

/** @returns {Block} what the provider itself is given */
const providerBlock = (answer) => blockOf(one(one(answer, 1), 2));

/** A block with nothing in it. */
const emptyOf = ({ attributes, block_types: blocks }) => ({
  ...Object.fromEntries(Object.keys(attributes).map((name) => [name, null])),
  ...Object.fromEntries(
    Object.entries(blocks).map(([name, { nesting_mode: mode }]) => [
      name,
      mode === "single" || mode === "group" ? null : mode === "map" ? {} : [],
    ]),
  ),
});

/**
 * @param {Buffer} answer with hundreds of types, which Terraform reads at each start
 * @param {ReadonlySet<string>} types those that are needed
 * @returns {Buffer} the answer with these alone, and without functions
 */
function slimmed(answer, types) {
  const parts = fields(answer).flatMap(({ number, value }) => {
    if (number > 6) return [];
    const isType = number === RESOURCES || number === DATA_SOURCES;
    return isType && !types.has(nameOf(value)) ? [] : [bytes(number, value)];
  });
  return Buffer.concat(parts);
}

/** A block's type as its attributes have one: of a list of blocks a list of objects. */
function typeOf({ attributes, block_types: blocks }) {
  const own = Object.entries(attributes).map(([name, { type }]) => [name, type]);
  const below = Object.entries(blocks).map(([name, { nesting_mode: mode, block }]) => {
    const inner = typeOf(block);
    return [name, mode === "single" || mode === "group" ? inner : [mode, inner]];
  });
  return ["object", Object.fromEntries([...own, ...below])];
}

module.exports = {
  blocksIn,
  DATA_SOURCES,
  emptyOf,
  providerBlock,
  RESOURCES,
  slimmed,
  typeOf,
};
