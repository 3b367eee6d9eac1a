/** Drift that somebody has looked at and accepts; `groundwork drift` leaves it out. */
export interface DriftIgnore {
  /** Such as `prod-stack`, or `*` for all. */
  readonly stack: string;
  /** Of the resource, with `*` for any characters: `aws_autoscaling_group.*`. */
  readonly address: string;
  /**
   * The one that may differ, with all below it: `tags` is also `tags.Name`. `*` stands for any
   * characters. A resource that is gone cannot be accepted: the next apply makes it anew.
   */
  readonly attribute: string;
  /** Who else changes it, and why that is right. */
  readonly reason: string;
  /** Last day on which it counts, as `2027-03-31`. @default it counts for good */
  readonly until?: string;
}
