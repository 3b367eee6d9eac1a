import { isRouted, literalPaths } from "../../../src/container-service/load-balancer/path-patterns";

test.each([
  ["/api/a", "/api/*", true],
  ["/api/", "/api/*", true],
  ["/api", "/api/*", false],
  ["/API/a", "/api/*", false],
  ["/a/logo.png", "*.png", true],
  ["/a/logo_png", "*.png", false],
  ["/v1", "/v?", true],
  ["/v", "/v?", false],
  ["/a?q=/api/", "/api/*", false],
  ["/api/a?q=1", "/api/*", true],
])("a request of %s reaches %s: %s", (path, pattern, reaches) => {
  expect(isRouted(path, pattern)).toBe(reaches);
});

test.each([
  [["/*"], ["/"]],
  [["*"], ["/"]],
  [
    ["/api/*", "/up"],
    ["/api/", "/up"],
  ],
  [
    ["/api/*", "/api/*/x"],
    ["/api/", "/api/x/x"],
  ],
  [["*.png"], ["/.png"]],
  [["/v?/*"], ["/vx/"]],
])("%j is tried by %j", (patterns, paths) => {
  expect(literalPaths(patterns)).toEqual(paths);
  for (const [index, path] of paths.entries()) expect(isRouted(path, patterns[index]!)).toBe(true);
});
