import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Construct } from "constructs";
import { Testing, TerraformStack, type App } from "cdktf";
import { packages } from "./roots";

const { localModules } = require(path.join(packages, "cli/local-modules.js")) as {
  localModules(root: string): string[];
};

/** The JSON that Terraform would read, as far as tests look into it. */
export interface TerraformJson {
  readonly terraform: Record<string, any>;
  readonly provider: Record<string, any[]>;
  readonly resource: Record<string, Record<string, any>>;
  readonly data?: Record<string, Record<string, any>>;
  readonly output?: Record<string, any>;
  readonly import?: { to: string; id: string }[];
}

let outdir: string | undefined;

afterAll(() => {
  if (outdir !== undefined) rmSync(outdir, { recursive: true });
});

/**
 * An app in a folder that goes with the test file. `Testing.app` alone makes one for each app and
 * leaves it behind; all of a file can share one, as nothing is written into it.
 */
export function testApp(): App {
  outdir ??= mkdtempSync(path.join(tmpdir(), "groundwork-synth-"));
  const app = Testing.app({ outdir });
  app.node.setContext("cdktfRelativeModules", localModules(process.cwd()));
  return app;
}

/** A stack alone in its app. */
export const testStack = (): TerraformStack => new TerraformStack(testApp(), "test-stack");

/**
 * Synthesizes a stack as `cdktf synth` does: cross-stack references resolved, aspects run,
 * validations run. `Testing.synth` alone skips the first and the last.
 */
export function synthStack(stack: TerraformStack): TerraformJson {
  stack.prepareStack();
  stack.runAllValidations();
  return JSON.parse(Testing.synth(stack));
}

/** Synthesizes constructs in a stack of their own. A provider is not needed, so none is demanded. */
export function synthConstruct(build: (scope: Construct) => void): TerraformJson {
  const stack = testStack();
  build(stack);
  stack.prepareStack();
  return JSON.parse(Testing.synth(stack));
}

/** Every resource as `type.id`, sorted: the exact list a test can hold against its intent. */
export function resourceAddresses(json: TerraformJson): string[] {
  return Object.entries(json.resource ?? {})
    .flatMap(([type, byId]) => Object.keys(byId).map((id) => `${type}.${id}`))
    .toSorted();
}

/** The one resource of a type; fails when there are none or several. */
export function onlyResource(json: TerraformJson, type: string): any {
  const found = Object.values(json.resource[type] ?? {});
  if (found.length !== 1) throw new Error(`expected one ${type}, got ${found.length}`);
  return found[0];
}

/** Error and warning annotations of a stack, as `level path: message`. */
export function annotations(stack: TerraformStack): string[] {
  return stack.node
    .findAll()
    .flatMap((construct) =>
      construct.node.metadata
        .filter((entry) => /^@cdktf\/(warn|error)$/.test(entry.type))
        .map((entry) => `${entry.type.slice(7)} ${construct.node.path}: ${entry.data}`),
    );
}
