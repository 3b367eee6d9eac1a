/** Something that holds data, and that a plan may destroy or replace all the same. */
export interface AllowedDestroy {
  /** Such as `prod-stack`. */
  readonly stack: string;
  /** Terraform's address, or the construct's path, as the refusal of the plan names it. */
  readonly address: string;
  /** Why its data may go. Kept with the plan. */
  readonly reason: string;
  /** Last day on which it may, such as `2026-12-31`, so that no entry outlives what it is for. */
  readonly until: string;
}
