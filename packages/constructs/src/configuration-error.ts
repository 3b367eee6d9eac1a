/**
 * The configuration cannot be built as it stands. main.ts shows the message alone, without a stack
 * trace: it tells what to change, and where.
 */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";

  /** @param problems each as "where: got X, expected Y" */
  constructor(readonly problems: readonly string[]) {
    super(`the configuration has problems:\n  ${problems.join("\n  ")}`);
  }
}
