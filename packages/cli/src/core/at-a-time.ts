/** How many of a kind are worked on at once, as p-map is told. */
export const AT_A_TIME = {
  /** Runs of Terraform: more would only wait for each other on a laptop. */
  terraform: { concurrency: 2 },
  /** States held in memory: each can have many megabytes. */
  states: { concurrency: 4 },
  /** Small answers of AWS. */
  requests: { concurrency: 10 },
} as const;
