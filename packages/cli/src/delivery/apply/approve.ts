import { decide, type DecideOptions } from "./decide";

export type ApproveOptions = DecideOptions;

/** `npm run approve`: lets a plan be applied. */
export const approve = (options: ApproveOptions): Promise<void> => decide("approved", options);
