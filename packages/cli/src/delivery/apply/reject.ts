import { decide, type DecideOptions } from "./decide";

export interface RejectOptions extends DecideOptions {
  readonly why: string;
}

/** `npm run reject`: a plan is not applied, and the reason is kept with it. */
export const reject = (options: RejectOptions): Promise<void> => decide("rejected", options);
