/**
 * The oldest releases that run what is synthesized. The lock file beside a state is no experiment
 * since Terraform 1.11 (release notes of 1.11.0), which also has arguments that no state keeps.
 * OpenTofu's lock file came with 1.10, and is encrypted as the state is since 1.10.2
 * (opentofu/opentofu#2970); for 1.10.6 see REQUIRED_VERSION. A stack with such an argument wants
 * OpenTofu 1.11, as bootstrap-stack does, and commands say so.
 */
export const OLDEST_ENGINES = { Terraform: "1.11.0", OpenTofu: "1.10.6" } as const;

/** A program that plans and applies what is synthesized. */
export type Engine = keyof typeof OLDEST_ENGINES;

/**
 * `required_version` of every stack: Terraform and OpenTofu read one text, and each holds its own
 * number against it. Terraform's 1.10 ended with 1.10.5, so this keeps all of it out, and OpenTofu's
 * 1.10 in.
 */
export const REQUIRED_VERSION = `>= ${OLDEST_ENGINES.OpenTofu}`;
