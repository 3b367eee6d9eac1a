/**
 * Memory in MiB that Fargate offers for each number of CPU units.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
const MEMORY_BY_CPU: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: steps(1024, 4096, 1024),
  1024: steps(2048, 8192, 1024),
  2048: steps(4096, 16384, 1024),
  4096: steps(8192, 30720, 1024),
  8192: steps(16384, 61440, 4096),
  16384: steps(32768, 122880, 8192),
};

export const CPU_UNITS: readonly number[] = Object.keys(MEMORY_BY_CPU).map(Number);

/** The memory sizes that go with a number of CPU units, smallest first; none for an unknown number. */
export const memorySizes = (cpuUnits: number): readonly number[] => MEMORY_BY_CPU[cpuUnits] ?? [];

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}
