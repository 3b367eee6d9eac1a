import {
  checkConfiguration,
  type Configuration,
  type EnvironmentInput,
  type OrganizationInput,
} from "@groundwork/configuration";

/** An environment with one service, and what a test wants to be different. */
export const environmentInput = (
  name: string,
  changes: Partial<EnvironmentInput> = {},
): EnvironmentInput => ({
  name,
  accountId: "111111111111",
  network: { cidr: "10.10.0.0/16", zones: ["a", "c"], connectable: false },
  services: [{ name: "web", http: {} }],
  ...changes,
});

/** A repository whose workflows deliver, as `delivery.github` has it. */
export const github = { repository: "acme/shop", repositoryId: "42" };

/** A pipeline, as `delivery.pipeline` has it. */
export const pipeline = {
  repository: "acme/shop",
  connectionArn:
    "arn:aws:codeconnections:ap-northeast-2:111111111111:connection/01234567-89ab-cdef-0123-456789abcdef",
};

/** Organization `acme` with dev and prod, or with the environments named. */
export const configuration = (
  changes: Partial<OrganizationInput> = {},
  environments: EnvironmentInput[] = [environmentInput("dev"), environmentInput("prod")],
): Configuration =>
  checkConfiguration(
    { name: "acme", accountId: "111111111111", owner: "platform", ...changes },
    environments,
  );
