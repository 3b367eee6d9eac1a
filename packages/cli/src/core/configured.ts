import { existsSync } from "node:fs";
import path from "node:path";
import type { AllowedDestroy, Configuration, DriftIgnore } from "@groundwork/configuration";
import { asProblem } from "@groundwork/configuration/thrown";
import { OperationError } from "./errors";
import { expectProject, projectRoot } from "./project";

/**
 * What the project at hand says in environments/, as it was compiled: commands load it, as
 * Terraform loads a folder, and import nothing of it.
 */

let configuration: Configuration | undefined;

/**
 * The checked configuration. The checks are done once, however many parts of a command ask for it.
 * @throws ConfigurationError with every problem of every file
 */
export const loadConfiguration = (): Configuration =>
  (configuration ??= compiled("index", (values: { loadConfiguration(): Configuration }) =>
    values.loadConfiguration(),
  ));

/** What plans may destroy although it holds data. */
export const allowedDestroys = (): readonly AllowedDestroy[] =>
  compiled(
    "allowed-destroys",
    (values: { allowedDestroys: readonly AllowedDestroy[] }) => values.allowedDestroys,
  );

/** Drift that was accepted. */
export const driftIgnores = (): readonly DriftIgnore[] =>
  compiled(
    "drift-ignore",
    (values: { driftIgnores: readonly DriftIgnore[] }) => values.driftIgnores,
  );

function compiled<Exports, Value>(name: string, read: (values: Exports) => Value): Value {
  const file = path.join(projectRoot, "dist/environments", `${name}.js`);
  if (!existsSync(file)) {
    expectProject();
    throw new OperationError(`${file} is missing: compile the project by npm run build`);
  }
  try {
    return read(require(file) as Exports);
  } catch (error) {
    throw asProblem(error);
  }
}
