import type { Resource, StackResources } from "./resources";

/** One rule that every resource of a stack is checked against. */
export interface Rule {
  /** Kebab-case. Acknowledgements name it, so it stays. */
  readonly id: string;
  /** Errors stop synth, diff and deploy; warnings are shown. */
  readonly severity: "error" | "warning";
  readonly appliesTo: "every stack" | "production";
  /** What is true if the rule is kept, in one sentence. */
  readonly statement: string;
  /** What may happen if the rule is not kept. */
  readonly reason: string;
  /** What to change, and where. */
  readonly fix: string;
  readonly find: (stack: StackResources) => Finding[];
}

/** A place where a rule is broken. */
export interface Finding {
  readonly resource: Resource;
  /** The problem as "got X, expected Y". It never has the value of a secret. */
  readonly detail: string;
}

/** What to do about a finding, a line each. */
export const adviceOn = ({ id, statement, reason, fix }: Omit<Rule, "find">): string[] => [
  `Rule: ${statement}`,
  `Why:  ${reason}`,
  `Fix:  ${fix}`,
  `Or, if it has to stay: acknowledge(<construct>, "${id}", "<reason>") in the stack (packages/docs/policies.md)`,
];

/** What is wrong with a resource: one thing, several, or nothing. */
type Problems = string | false | undefined | readonly (string | false | undefined)[];

/** Looks at each resource of some types by itself. */
export const eachOf =
  (types: readonly string[], problems: (resource: Resource, stack: StackResources) => Problems) =>
  (stack: StackResources): Finding[] =>
    stack.ofType(...types).flatMap((resource) =>
      [problems(resource, stack)]
        .flat()
        .filter((detail) => typeof detail === "string")
        .map((detail) => ({ resource, detail })),
    );

/** A value in the words of a finding. */
export const shown = (value: unknown): string =>
  value === undefined || value === null ? "none" : JSON.stringify(value);
