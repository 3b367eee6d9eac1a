// The tests of the packages, in two projects: unit tests synthesize in memory; integration tests run
// the compiled commands and real Terraform against the emulator that their global set-up starts.
const path = require("node:path");

const shared = {
  rootDir: path.join(__dirname, ".."),
  ...require("./jest-preset"),
  runtime: path.join(__dirname, "libraries-once.js"),
  modulePathIgnorePatterns: ["/dist/", "/\\.cache/", "/cdktf\\.out/"],
  setupFilesAfterEnv: ["<rootDir>/testing/test/house/setup.ts"],
  // Sources, not what was compiled of them.
  moduleNameMapper: {
    "^@groundwork/testing/project/(.+)$": "<rootDir>/testing/project/$1",
    "^@groundwork/([\\w-]+)$": "<rootDir>/$1/src/index",
    "^@groundwork/([\\w-]+)/(.+)$": "<rootDir>/$1/src/$2",
  },
};

module.exports = {
  maxWorkers: 3,
  projects: [
    {
      ...shared,
      displayName: "unit",
      testMatch: ["<rootDir>/*/test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "/test/integration/"],
    },
    {
      ...shared,
      displayName: "integration",
      testMatch: ["<rootDir>/*/test/integration/**/*.test.ts"],
      globalSetup: "<rootDir>/cli/test/support/start-emulator.ts",
      globalTeardown: "<rootDir>/cli/test/support/stop-emulator.ts",
    },
  ],
};
