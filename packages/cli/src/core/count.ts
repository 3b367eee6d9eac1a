/** `1 resource`, `2 resources`: of a noun whose plural ends in s. */
export const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? "" : "s"}`;
