import { missedBy } from "../../src/delivery/load-tests/judged";
import { measure } from "../../src/load-test/measure";
import { firstLook, send, type Load } from "../../src/load-test/send";
import { until } from "../support/until";
import {
  after,
  answers,
  breaksOff,
  every,
  hangs,
  Loopback,
  withStatus,
  type Behaviour,
} from "./loopback";

// A machine with other work may let a process wait for seconds.
jest.setTimeout(60_000);

let server: Loopback;
afterEach(() => server.kill());

const LIMITS = { p99Milliseconds: 1200, errorPercent: 1 };

/** A hundred requests a second for a second, to a server that behaves so. */
async function loaded(behaviour: Behaviour, changes: Partial<Load> = {}) {
  server = await Loopback.start(behaviour);
  const sent = await send({
    url: server.url,
    paths: ["/"],
    requestsPerSecond: 100,
    count: 100,
    timeLimitMs: 3000,
    mayGoWrong: 100,
    signal: new AbortController().signal,
    ...changes,
  });
  const measured = measure(sent);
  return { sent, measured, missed: missedBy(measured, LIMITS) };
}

test("what answers well stands it, and is asked at the rate, evenly and by turns", async () => {
  const { sent, measured } = await loaded(answers, { paths: ["/a", "/b?c=1"] });
  expect(missedBy(measured, { p99Milliseconds: 10_000, errorPercent: 0 })).toEqual([]);
  expect(measured).toMatchObject({ due: 100, answered: 100, wrong: [], errorPercent: 0 });
  expect(sent.givenUp).toBe(false);
  expect(server.asked.filter(({ url }) => url === "/a")).toHaveLength(50);
  expect(server.asked).toHaveLength(100);
  expect(sent.seconds).toBeGreaterThan(0.98);
  expect(server.asked.at(-1)!.at - server.asked[0]!.at).toBeGreaterThan(500);
});

test("paths are asked for by turns, in the order in which they are named", async () => {
  // Far apart: requests of one moment may reach a server in any order.
  await loaded(answers, { paths: ["/a", "/b?c=1"], requestsPerSecond: 5, count: 3 });
  expect(server.asked.map(({ url }) => url).slice(0, 3)).toEqual(["/a", "/b?c=1", "/a"]);
});

test("slow answers are measured, and keep no other request from being sent", async () => {
  const { measured, missed } = await loaded(every(20, after(1500)));
  expect(measured).toMatchObject({ due: 100, answered: 100, errorPercent: 0 });
  // Five answers take longer than the whole second in which all hundred are sent.
  const last = server.asked.at(-1)!.at - server.asked[0]!.at;
  expect(last).toBeLessThan(5 * 1490);
  expect(measured.times!.p99).toBeGreaterThanOrEqual(1490);
  expect(measured.times!.p50).toBeLessThan(1490);
  expect(missed).toEqual([`p99 ${measured.times!.p99} ms, expected at most 1200 ms`]);
});

test("one slow answer of a hundred is what p99 lets pass", async () => {
  const { measured } = await loaded(every(100, after(700)));
  expect(measured.times!.longest).toBeGreaterThanOrEqual(695);
  expect(measured.times!.p99).toBeLessThan(measured.times!.longest);
});

test.each<[string, Behaviour, string]>([
  ["with errors", withStatus(503), "status 503"],
  ["with redirections", withStatus(302), "status 302"],
  ["that break off", breaksOff, "an answer that broke off"],
  ["that never come", hangs, "no answer within 3000 ms"],
])("answers %s have gone wrong, each of them", async (_, behaviour, what) => {
  const { measured, missed } = await loaded(every(20, behaviour));
  expect(measured).toMatchObject({ due: 100, answered: 95, wrong: [{ what, count: 5 }] });
  expect(missed).toContain("5 % went wrong, expected at most 1 %");
});

test("a server that is killed is given up once the test cannot be passed any more", async () => {
  const dies: Behaviour = (n, request, response) => {
    if (n === 50) server.kill();
    else answers(n, request, response);
  };
  const { sent, measured, missed } = await loaded(dies, { count: 6000, mayGoWrong: 60 });
  expect(measured.answered).toBeGreaterThan(0);
  expect(measured.answered).toBeLessThan(50);
  expect(measured.givenUp).toBe(true);
  expect(sent.outcomes.length - measured.answered).toBeGreaterThan(60);
  expect(sent.outcomes.length).toBeLessThan(1000);
  expect(measured.wrong.map(({ what }) => what)).toContain("ECONNREFUSED");
  expect(missed).toHaveLength(1);
});

test("a server that answers nothing is not waited for longer than the limit of its last request", async () => {
  const { measured, missed } = await loaded(hangs, { count: 20, timeLimitMs: 500 });
  expect(measured).toMatchObject({ due: 20, answered: 0, errorPercent: 100 });
  expect(measured.times).toBeUndefined();
  expect(missed).toEqual(["100 % went wrong, expected at most 1 %"]);
});

test("an interrupted test ends at once, with nothing under way", async () => {
  const interrupted = new AbortController();
  const ended = loaded(
    (n, request) => {
      request.socket.on("close", () => closed.add(n));
      if (n === 5) interrupted.abort(new Error("interrupted"));
    },
    { signal: interrupted.signal, timeLimitMs: 60_000 },
  );
  const closed = new Set<number>();
  await expect(ended).rejects.toThrow("interrupted");
  await until("the end of each connection", () => closed.size === server.asked.length);
});

test("requests name the host by which the load balancer knows the service", async () => {
  await loaded(answers, { host: "api.example.com", count: 2 });
  expect(server.asked.map(({ host }) => host)).toEqual(["api.example.com", "api.example.com"]);
});

test("the first look tells each path's answer, and that nobody listens", async () => {
  server = await Loopback.start((n, request, response) =>
    (request.url === "/gone" ? withStatus(404) : answers)(n, request, response),
  );
  const look = () => firstLook({ url: server.url, paths: ["/", "/gone"], timeLimitMs: 1000 });
  expect(await look()).toEqual([
    { path: "/", outcome: { ms: expect.any(Number) } },
    { path: "/gone", outcome: { wrong: "status 404" } },
  ]);
  server.kill();
  expect((await look())[0]).toEqual({ path: "/", outcome: { wrong: "ECONNREFUSED" } });
});
