import type { PolicyStatement } from "../policy-document";

/** A secret that a stack makes, known by its ARN alone. */
export interface MadeSecret {
  readonly arn: string;
  /** Key in the secret's JSON. */
  readonly key: string;
  /** Key that it is encrypted with. */
  readonly kmsKeyArn: string;
}

/** What a service gets of a database or a bucket that it uses, and nothing besides. */
export interface UsedData {
  /** As the service calls it. */
  readonly name: string;

  /** Where it is, as variables. */
  readonly variables: Readonly<Record<string, string>>;

  /** Variables whose values ECS reads when a task starts. */
  readonly secrets: Readonly<Record<string, MadeSecret>>;

  /** What the application may do with it. */
  readonly statements: readonly PolicyStatement[];

  /**
   * The way to it through the network.
   * @default - none is needed: it is reached as AWS's own APIs are
   */
  readonly way?: { readonly securityGroupId: string; readonly port: number } | undefined;
}

/** What IAM takes for the name of a statement: `order-history` -> `OrderHistory`. */
export const statementPrefix = (name: string): string =>
  name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
