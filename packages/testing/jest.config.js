// Two projects: unit tests synthesize in memory; integration tests run real Terraform
// against the emulator that their global set-up starts.
const shared = {
  testEnvironment: "node",
  runtime: "<rootDir>/__tests__/support/libraries-once.js",
  // Copies of the sources, which jest would take for the sources themselves.
  modulePathIgnorePatterns: ["<rootDir>/.cache/", "<rootDir>/dist/", "<rootDir>/cdktf.out/"],
  transform: {
    "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }],
  },
};

module.exports = {
  maxWorkers: 2,
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["**/__tests__/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "/__tests__/integration/"],
    },
    {
      ...shared,
      displayName: "integration",
      testMatch: ["**/__tests__/integration/*.test.ts"],
      globalSetup: "<rootDir>/__tests__/support/start-emulator.ts",
      globalTeardown: "<rootDir>/__tests__/support/stop-emulator.ts",
    },
  ],
};
