// How tests in TypeScript are run: compiled by swc, without a look at their types.
const compiled = ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }];

/** ES modules that Node requires as any others, and jest only where they are compiled for it. */
const ES_MODULES = "p-map|jose|@hpcc-js/wasm-graphviz";

module.exports = {
  testEnvironment: "node",
  transform: { "\\.ts$": compiled, [`/node_modules/(?:${ES_MODULES})/.+\\.js$`]: compiled },
  transformIgnorePatterns: [`/node_modules/(?!(?:${ES_MODULES})/)`],
};
