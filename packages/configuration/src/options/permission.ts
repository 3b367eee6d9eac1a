import { z } from "zod";
import { permission } from "@groundwork/constructs/container-service/options";
import { options } from "@groundwork/constructs/option-rules";

/** The most that the roles of an environment can be given; IAM's permissions boundary. */
export const permissionsBoundary = options({
  /**
   * What the boundary takes in besides what tasks need by themselves and the reviewed actions that
   * their `permissions` name. What leads to administrator is refused here as well.
   * @default nothing
   */
  allow: z.array(permission).default([]),
});
