import { z } from "zod";
import { matching, options } from "../../option-rules";

/** Actions in AWS with the resources that they may be applied to, and the reason for it. */
export const permission = options({
  /** Why it is needed. */
  reason: z.string("a reason in quotes").min(10, "a reason of at least 10 characters"),

  /** Actions, such as `s3:GetObject`. */
  actions: z
    .array(matching(/^[a-z0-9-]+:[\w*?]+$/i, "an action such as s3:GetObject"))
    .min(1, "at least one action"),

  /** ARNs that the actions may be applied to. */
  resources: z.array(matching(/^(\*|arn:.+)$/, "an ARN")).min(1, "at least one ARN"),
});
