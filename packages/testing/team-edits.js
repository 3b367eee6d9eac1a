// Edits as teams make them in a clone, each by itself and all together, for proofs of an upgrade.
const {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} = require("node:fs");
const path = require("node:path");

/** Replaces a text that must be there. */
function edit(root, file, from, to) {
  const place = path.join(root, file);
  const text = readFileSync(place, "utf8");
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`${file} does not contain ${from}`);
  writeFileSync(place, edited);
}

function write(root, file, text) {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
}

const json = (root, file, change) => {
  const value = JSON.parse(readFileSync(path.join(root, file), "utf8"));
  change(value);
  write(root, file, `${JSON.stringify(value, null, 2)}\n`);
};

const OWN_STACK = `import type { Construct } from "constructs";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";

/** Work that waits. */
export const addJobs = (scope: Construct) =>
  new SqsQueue(scope, "jobs", { name: "acme-jobs", sqsManagedSseEnabled: true });
`;

const OWN_TEST = `test("numbers add up", () => {
  expect(1 + 1).toBe(2);
});
`;

/** By what they are; each takes the top of a clone. */
const EDITS = {
  "its name and account": (root) => {
    edit(root, "environments/organization.ts", 'name: "groundwork"', 'name: "acme"');
    edit(root, "environments/organization.ts", /"1{12}"/, '"222222222222"');
  },
  "its package's name": (root) => {
    // The lock file as npm would have it.
    json(root, "package.json", (value) => void (value.name = "acme-infra"));
    json(root, "package-lock.json", (value) => {
      value.name = "acme-infra";
      value.packages[""].name = "acme-infra";
    });
  },
  "one more environment": (root) => {
    const dev = readFileSync(path.join(root, "environments/dev.ts"), "utf8");
    const staging = dev
      .replaceAll("const dev", "const staging")
      .replace('name: "dev"', 'name: "staging"');
    write(root, "environments/staging.ts", staging.replace("10.10.0.0/16", "10.30.0.0/16"));
    edit(
      root,
      "environments/index.ts",
      "import { organization }",
      'import { staging } from "./staging";\nimport { organization }',
    );
    edit(root, "environments/index.ts", "[dev, prod]", "[dev, staging, prod]");
  },
  "a file renamed": (root) => {
    renameSync(
      path.join(root, "environments/prod.ts"),
      path.join(root, "environments/production.ts"),
    );
    edit(root, "environments/index.ts", '"./prod"', '"./production"');
  },
  "other values": (root) => {
    // The file may have another name by then.
    const files = ["environments/prod.ts", "environments/production.ts"];
    const file = files.find((one) => existsSync(path.join(root, one)));
    edit(root, file, "maxCount: 12", "maxCount: 20");
  },
  "a construct of its own": (root) => write(root, "stacks/jobs.ts", OWN_STACK),
  "a test of its own": (root) => write(root, "__tests__/ours.test.ts", OWN_TEST),
  "a page of its own": (root) => write(root, "README.md", "# The infrastructure of acme\n"),
  "a workflow of its own": (root) =>
    write(
      root,
      ".github/workflows/nightly.yml",
      "name: nightly\non:\n  workflow_dispatch:\npermissions: {}\njobs:\n  look:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: npm run -s doctor\n",
    ),
  "what it needs not, removed": (root) => {
    for (const file of [".ci", ".github/workflows/prove.yml"]) {
      rmSync(path.join(root, file), { recursive: true, force: true });
    }
  },
  "its project's id": (root) =>
    edit(root, "cdktf.json", '"projectId": "groundwork"', '"projectId": "acme"'),
  "a newer Node.js": (root) => write(root, ".nvmrc", "24.99.0\n"),
  "a script": (root) =>
    json(root, "package.json", (value) => void (value.scripts.look = "npm run -s doctor")),
  "lines of its own in main.ts": (root) => {
    const main = readFileSync(path.join(root, "main.ts"), "utf8");
    write(root, "main.ts", `// The infrastructure of acme.\n${main}`);
  },
  owners: (root) => {
    if (existsSync(path.join(root, ".github/CODEOWNERS"))) {
      const text = readFileSync(path.join(root, ".github/CODEOWNERS"), "utf8");
      write(root, ".github/CODEOWNERS", `${text}/docs/ @acme/writers\n`);
    }
  },
};

module.exports = { EDITS };
