import { looksLikeSecret, secretBy } from "@groundwork/policies/secret-words";

/** Whether a value has a text in it that is a secret, by its form or by the name that it has there. */
export function isSecretive(value: unknown): boolean {
  if (typeof value === "string") return looksLikeSecret(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) =>
      (typeof inner === "string" && secretBy(name, inner) !== undefined) || isSecretive(inner),
  );
}

/** A value as it is shown, unless it has a secret in it. */
export const shownUnlessSecret = (value: unknown): string =>
  isSecretive(value) ? "what looks like a secret, which is not shown" : JSON.stringify(value);
