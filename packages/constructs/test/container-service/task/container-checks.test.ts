import type { Container } from "../../../src/container-service/task/container-definition";
import { exec, synthTask, web } from "./synth-task";

describe("fails", () => {
  const two = (other: Partial<Container>, own: Partial<Container> = {}) => [
    { ...web, ...own },
    { ...web, name: "proxy", ...other },
  ];

  test.each<[string, Container[], string]>([
    [
      "no container",
      [],
      'task.containers: got [], expected the service\'s own first, called "web"',
    ],
    ["another container first", [{ ...web, name: "proxy" }], 'got ["proxy"], expected the service'],
    [
      "volumes of one name",
      [{ ...web, writablePaths: ["/a/b", "/a-b"] }],
      "expected writablePaths that differ in letters or digits, as volumes are called by them: web-a-b is there twice",
    ],
    [
      "a circle",
      two({ startAfter: { web: "START" } }, { startAfter: { proxy: "START" } }),
      'got {"web":["proxy"],"proxy":["web"]}, expected no circle',
    ],
    ["one that waits for itself", [{ ...web, startAfter: { web: "START" } }], "expected no circle"],
    [
      "a wait for nobody",
      [{ ...web, startAfter: { proxy: "START" } }],
      'web.startAfter: got {"proxy":"START"}, expected containers of the task',
    ],
  ])("on %s", (_, containers, message) => {
    expect(() => synthTask({ containers })).toThrow(message);
  });

  test("on a read-only file system where sessions are on", () => {
    const containers = [{ ...web, readonlyRootFilesystem: true }];
    expect(() => synthTask({ containers, exec })).toThrow(
      'task.containers: got ["web"], expected no readonlyRootFilesystem: true while exec is on, whose agent writes there, as in web',
    );
  });

  test("not on one that waits for another", () => {
    expect(() =>
      synthTask({ containers: two({}, { startAfter: { proxy: "HEALTHY" } }) }),
    ).not.toThrow();
  });
});
