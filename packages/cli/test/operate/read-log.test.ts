import { lineJson, lineText } from "../../src/operate/logs/log-text";
import { merged, patternOf, readLog, type LogLine } from "../../src/operate/logs/read-log";

/** CloudWatch with pages, and what it was asked for. */
function logsOf(...pages: object[][]) {
  const asked: any[] = [];
  const send = ({ input }: any) => {
    asked.push(input);
    const index = Number(input.nextToken ?? 0);
    const nextToken = index + 1 < pages.length ? String(index + 1) : undefined;
    return Promise.resolve({ events: pages[index], nextToken });
  };
  return { client: { send } as never, asked };
}

const event = (stream: string, timestamp: number, message = "up") => ({
  logStreamName: stream,
  timestamp,
  message,
  eventId: `${stream} ${timestamp}`,
});

async function all(lines: AsyncGenerator<LogLine>): Promise<LogLine[]> {
  const found: LogLine[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

const WEB = { service: "web", group: "/ecs/acme-dev/web" };

test("a log is read to its end, page by page, also where a page is empty", async () => {
  const { client, asked } = logsOf([event("ecs/web/a1", 1)], [], [event("ecs/envoy/a1", 2)]);
  const lines = await all(readLog(client, { ...WEB, pattern: '"up"' }, 1, 9));
  expect(lines.map(({ container, task, time }) => [container, task, time])).toEqual([
    ["web", "a1", 1],
    ["envoy", "a1", 2],
  ]);
  expect(asked).toHaveLength(3);
  expect(asked[0]).toEqual({
    logGroupName: WEB.group,
    filterPattern: '"up"',
    startTime: 1,
    endTime: 9,
    nextToken: undefined,
  });
});

test("a container is asked for by its streams, and a task is told by its id", async () => {
  const streams = ["ecs/web/a1b2", "ecs/web/c3d4"];
  const { client, asked } = logsOf(streams.map((stream) => event(stream, 1)));
  const byTask = await all(readLog(client, { ...WEB, task: "c3" }, 0));
  expect(byTask.map(({ task }) => task)).toEqual(["c3d4"]);
  expect(asked[0].logStreamNamePrefix).toBeUndefined();
  await all(readLog(client, { ...WEB, container: "web", task: "c3" }, 0));
  expect(asked[1].logStreamNamePrefix).toBe("ecs/web/c3");
});

test("several logs are one, in the order of time, whatever their lengths", async () => {
  const logs = [[1, 4, 5], [], [2, 3, 9]].map((times) =>
    readLog(logsOf(times.map((time) => event("ecs/x/t", time))).client, WEB, 0),
  );
  expect((await all(merged(logs))).map(({ time }) => time)).toEqual([1, 2, 3, 4, 5, 9]);
});

test.each([
  ["timed out", '"timed out"'],
  ["a-b", '"a-b"'],
  ['say \\ "x', '"say \\\\ \\"x"'],
  ['"quoted"', '"quoted"'],
  ["{ $.level = 50 }", "{ $.level = 50 }"],
  ["[ip, user]", "[ip, user]"],
  ["%5\\d\\d%", "%5\\d\\d%"],
  ["?ERROR ?WARN", "?ERROR ?WARN"],
])("%s is asked for as %s", (text, pattern) => {
  expect(patternOf(text)).toBe(pattern);
});

describe("a line", () => {
  const line: LogLine = {
    id: "1",
    time: Date.parse("2026-11-30T06:22:38.5Z"),
    service: "web",
    container: "web",
    task: "1a2b3c4d5e6f",
    message: "started\n",
  };

  test("says when, which service and task, and which container where that is another", () => {
    expect(lineText(line)).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:38 web\/1a2b3c4d started$/);
    expect(lineText({ ...line, container: "envoy" })).toContain(" web/envoy/1a2b3c4d started");
  });

  test("of somebody else's making is no second one, and nothing for a terminal", () => {
    const message = "Error\n2026-11-30 06:22:38 web/1a2b3c4d all is well\r\u001B[2Kx\rend";
    const [, ...more] = lineText({ ...line, message }).split("\n");
    expect(more).toHaveLength(3);
    for (const one of more) expect(one).toMatch(/^ {4}[ -~]+$/);
  });

  test("is whole for a program", () => {
    expect(lineJson({ ...line, message: "a\nb" })).toEqual({
      time: "2026-11-30T06:22:38.500Z",
      service: "web",
      container: "web",
      task: "1a2b3c4d5e6f",
      message: "a\nb",
    });
  });
});
