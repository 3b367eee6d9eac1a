import { existsSync } from "node:fs";
import path from "node:path";
import type { AllowedDestroy, Configuration, DriftIgnore } from "@groundwork/configuration";
import { OperationError } from "./errors";
import { projectRoot } from "./project";

/**
 * What the project at hand says in environments/, as it was compiled: commands load it, as
 * Terraform loads a folder, and import nothing of it.
 */

/**
 * The checked configuration.
 * @throws ConfigurationError with every problem of every file
 */
export const loadConfiguration = (): Configuration =>
  compiled<{ loadConfiguration(): Configuration }>("index").loadConfiguration();

/** What plans may destroy although it holds data. */
export const allowedDestroys = (): readonly AllowedDestroy[] =>
  compiled<{ allowedDestroys: readonly AllowedDestroy[] }>("allowed-destroys").allowedDestroys;

/** Drift that was accepted. */
export const driftIgnores = (): readonly DriftIgnore[] =>
  compiled<{ driftIgnores: readonly DriftIgnore[] }>("drift-ignore").driftIgnores;

function compiled<Exports>(name: string): Exports {
  const file = path.join(projectRoot, "dist/environments", `${name}.js`);
  if (!existsSync(file)) {
    throw new OperationError(`${file} is missing: compile the project by npm run build`);
  }
  return require(file) as Exports;
}
