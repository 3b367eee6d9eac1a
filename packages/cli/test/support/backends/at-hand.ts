/** Where states lie in a test, and what is at hand there. */
export interface Backend {
  /** As organization.ts says it. */
  readonly options: string;
  /** Variables that lead Terraform there, and let it in. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether a lock outlives the process that took it. */
  readonly keepsLocks: boolean;
  /** Where the state of dev lies, as messages name it. */
  readonly place: string;
  stop(): Promise<void>;
}

/** By type; `local` needs nothing. */
export const BACKENDS: Readonly<Record<string, () => Promise<Backend>>> = {
  local: () =>
    Promise.resolve({
      options: '{ type: "local" }',
      env: {},
      keepsLocks: false,
      place: "state/dev/terraform.tfstate",
      stop: () => Promise.resolve(),
    }),
};
