// How tests in TypeScript are run: compiled by swc, without a look at their types.
module.exports = {
  testEnvironment: "node",
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
};
