import type { AllowedDestroy } from "@groundwork/configuration";

/** Read by `npm run plan`; reviewed like all other code. */
export const allowedDestroys: readonly AllowedDestroy[] = [];
