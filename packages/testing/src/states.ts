/** The text of a state of format 4, as Terraform writes it. */
export const stateText = (changes: object = {}): string =>
  `${JSON.stringify(
    {
      version: 4,
      terraform_version: "1.5.7",
      serial: 3,
      lineage: "5d4f0b6a-0000-4000-8000-000000000001",
      outputs: {},
      resources: [resourceOf('provider["terraform.io/builtin/terraform"]')],
      check_results: null,
      ...changes,
    },
    null,
    2,
  )}\n`;

/** A resource of a provider, as the state names that. */
export const resourceOf = (provider: string, changes: object = {}) => ({
  mode: "managed",
  type: "terraform_data",
  name: "made_up",
  provider,
  instances: [
    {
      schema_version: 0,
      attributes: { id: "made-up", input: null, output: null, triggers_replace: null },
      sensitive_attributes: [],
    },
  ],
  ...changes,
});

/** A state with one resource of each provider. */
export const stateOfProviders = (...providers: string[]): string =>
  stateText({
    resources: providers.map((provider, index) => resourceOf(provider, { name: `r${index}` })),
  });
