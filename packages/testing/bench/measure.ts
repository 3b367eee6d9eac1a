import { execa } from "execa";

export interface Command {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Done before each run, and not counted. */
  readonly before?: () => Promise<void>;
}

/** Of runs that are each a process of its own. */
export interface Timing {
  readonly name: string;
  /** Wall time, in seconds. */
  readonly wall: Spread;
  /** Time of all processors, of the process and those that it starts, in seconds. */
  readonly cpu: Spread;
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** POSIX shells print what their children took, in a second line: "0m1.20s 0m0.10s". */
const TIMED = '"$@" >/dev/null; code=$?; times; exit $code';

/**
 * Times several commands in turns, A B C A B C, after a round that is not counted: what slows the
 * machine for a while slows all of them.
 */
export async function measure(commands: readonly Command[], runs: number): Promise<Timing[]> {
  const all = commands.map(() => ({ wall: [] as number[], cpu: [] as number[] }));
  for (let round = 0; round <= runs; round++) {
    for (const [index, { file, args, cwd, env, before }] of commands.entries()) {
      await before?.();
      const start = performance.now();
      const options = { cwd, ...(env && { env }) };
      const { stdout } = await execa("sh", ["-c", TIMED, "sh", file, ...args], options);
      if (round === 0) continue;
      all[index]!.wall.push((performance.now() - start) / 1000);
      all[index]!.cpu.push(secondsIn(stdout.trim().split("\n").at(-1)!));
    }
  }
  return commands.map(({ name }, index) => ({
    name,
    wall: spreadOf(all[index]!.wall),
    cpu: spreadOf(all[index]!.cpu),
  }));
}

/** The sum of times such as 0m1.20s. */
const secondsIn = (times: string): number =>
  [...times.matchAll(/(\d+)m([\d.]+)s/g)]
    .map(([, minutes, seconds]) => Number(minutes) * 60 + Number(seconds))
    .reduce((sum, seconds) => sum + seconds, 0);

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, min: sorted[0]!, max: sorted.at(-1)! };
}
