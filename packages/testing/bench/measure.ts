import { execa } from "execa";

/** Runs whose times are counted; the median of so many is quoted. */
const RUNS = 7;

export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Done before each run, and not counted. */
  readonly before?: () => Promise<void>;
}

/** Seconds of wall time, each run a process of its own. */
export interface Timing {
  readonly name: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Times several commands in turns, A B C A B C, after a round that is not counted: what slows the
 * machine for a while slows all of them.
 */
export async function measure(commands: readonly Command[], runs = RUNS): Promise<Timing[]> {
  const seconds = commands.map((): number[] => []);
  for (let round = 0; round <= runs; round++) {
    for (const [index, { file, args, cwd, env, before }] of commands.entries()) {
      await before?.();
      const start = performance.now();
      await execa(file, args, { cwd, ...(env && { env }) });
      if (round > 0) seconds[index]!.push((performance.now() - start) / 1000);
    }
  }
  return commands.map(({ name }, index) => {
    const sorted = seconds[index]!.toSorted((a, b) => a - b);
    return { name, median: sorted[runs >> 1]!, min: sorted[0]!, max: sorted.at(-1)! };
  });
}
