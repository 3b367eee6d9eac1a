import { z } from "zod";

const address = z.email("an e-mail address").max(254, "an e-mail address");

/** Addresses that are told of something, each once whatever its capitals: SNS asks each to confirm. */
export const emails = z
  .array(address)
  .refine(
    (all) => new Set(all.map((email) => email.toLowerCase())).size === all.length,
    "each address once",
  );
