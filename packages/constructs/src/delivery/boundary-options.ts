import { z } from "zod";
import { permission } from "../container-service/task/permission-options";
import { options } from "../option-rules";

/** The most that the roles of an environment can be given; IAM's permissions boundary. */
export const permissionsBoundary = options({
  /**
   * What the boundary takes in besides what tasks need by themselves and the reviewed actions that
   * their `permissions` name. What leads to administrator is refused here as well.
   * @default nothing
   */
  allow: z.array(permission).default([]),
});
