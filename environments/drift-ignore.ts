import type { DriftIgnore } from "@groundwork/configuration";

/** A change here is reviewed as any other. */
export const driftIgnores: readonly DriftIgnore[] = [];
