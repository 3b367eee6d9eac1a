import { z } from "zod";
import { isAtLeast, isRelease } from "../release";

/**
 * The AWS provider that cdktf's last typings are made for. The constructs are written against these,
 * and an older provider is not known to take all that they say.
 */
const LEAST = "6.25.0";

/** The next major version may take away what this one has. */
const MAJOR = Number(LEAST.split(".")[0]);

const EXPECTED = `an exact release of the AWS provider from ${LEAST} to below ${MAJOR + 1}, such as ${LEAST}`;

/** Not a range: which provider makes a plan would then depend on the day. */
export const awsProviderVersion = z
  .string(EXPECTED)
  .refine(
    (text) => isRelease(text) && isAtLeast(text, LEAST) && !isAtLeast(text, `${MAJOR + 1}.0.0`),
    EXPECTED,
  );
