/** One statement of an IAM policy, in IAM's own words. */
export interface PolicyStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  /** Left out only where there is NotAction. */
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  /** Left out where the policy hangs on its one resource, as in ECR. */
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

/** One value as it is, several as a list. */
export const oneOrAll = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? values[0]! : values;

/** The JSON text of an IAM policy. Tokens in it are resolved by the synth. */
export const policyDocument = (statements: readonly PolicyStatement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
