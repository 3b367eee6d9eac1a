import { steps } from "../../src/container-service/queue/backlog-scaling";

/** Tasks for so many messages, as Application Auto Scaling takes the steps of an alarm at 1. */
const tasksFor = (messages: number, made: ReturnType<typeof steps>) =>
  made.filter(
    ({
      metricIntervalLowerBound: lower = "-Infinity",
      metricIntervalUpperBound: upper = "Infinity",
    }) => Number(lower) <= messages - 1 && messages - 1 < Number(upper),
  );

test.each<[number, number, number, [messages: number, tasks: number][]]>([
  [
    100,
    0,
    3,
    [
      [1, 1],
      [100, 1],
      [101, 2],
      [200, 2],
      [201, 3],
      [100_000, 3],
    ],
  ],
  [
    1,
    0,
    2,
    [
      [1, 1],
      [2, 2],
      [3, 2],
    ],
  ],
  [
    10,
    2,
    4,
    [
      [1, 2],
      [20, 2],
      [21, 3],
      [30, 3],
      [31, 4],
    ],
  ],
  [
    10,
    4,
    4,
    [
      [1, 4],
      [1000, 4],
    ],
  ],
  [
    10,
    0,
    1,
    [
      [1, 1],
      [1000, 1],
    ],
  ],
  [
    1,
    0,
    100,
    [
      [1, 1],
      [2, 6],
      [100, 100],
      [1000, 100],
    ],
  ],
])(
  "with %d messages a task, from %d to %d tasks",
  (messagesPerTask, minCount, maxCount, wanted) => {
    const made = steps({ messagesPerTask, minCount, maxCount });
    expect(made.length).toBeLessThanOrEqual(20);
    for (const [messages, tasks] of wanted) {
      const found = tasksFor(messages, made);
      expect(found).toHaveLength(1);
      expect(found[0]!.scalingAdjustment).toBe(tasks);
    }
  },
);

test("never fewer tasks than the messages take, whatever the numbers are", () => {
  for (const maxCount of [1, 2, 7, 19, 20, 21, 50, 999, 1000]) {
    const made = steps({ messagesPerTask: 7, minCount: 0, maxCount });
    for (let messages = 1; messages < maxCount * 8; messages += 3) {
      const needed = Math.min(maxCount, Math.ceil(messages / 7));
      expect(tasksFor(messages, made)[0]!.scalingAdjustment).toBeGreaterThanOrEqual(needed);
    }
  }
});
