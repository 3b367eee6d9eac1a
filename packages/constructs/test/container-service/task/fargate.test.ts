import { CPU_UNITS, memorySizes } from "../../../src/container-service/task/fargate";

// Corners of AWS's table of task sizes.
test.each([
  [256, 512, 2048, 3],
  [512, 1024, 4096, 4],
  [1024, 2048, 8192, 7],
  [2048, 4096, 16384, 13],
  [4096, 8192, 30720, 23],
  [8192, 16384, 61440, 12],
  [16384, 32768, 122880, 12],
])("%i cpu units go with %i to %i MiB in %i sizes", (cpu, least, most, count) => {
  const sizes = memorySizes(cpu);
  expect([sizes[0], sizes.at(-1), sizes.length]).toEqual([least, most, count]);
});

test("every number of cpu units has its memory", () => {
  expect(CPU_UNITS).toEqual([256, 512, 1024, 2048, 4096, 8192, 16384]);
  expect(memorySizes(300)).toEqual([]);
});
