import { GitHub } from "../../src/github/api";
import { FakeGitHub, type Answer } from "../support/fake-github";

let fake: FakeGitHub | undefined;
afterEach(() => fake?.stop());
const start = async (answer: Answer) => (fake = await FakeGitHub.start(answer));

test("reads all pages of a list", async () => {
  const page = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);
  const { api } = await start(({ path }) =>
    path === "/things?state=all&per_page=100&page=1" ? page(0, 100) : page(100, 3),
  );
  expect(await api.list("/things?state=all")).toEqual(page(0, 103));
});

test("what is not there is undefined where that is asked for, and an error where not", async () => {
  const { api } = await start(() => 404);
  expect(await api.find("/environments/prod")).toBeUndefined();
  await expect(api.get("/x")).rejects.toThrow("GitHub answered 404 to GET /x: status 404");
});

test("says what GitHub said, and not with which token it was asked", async () => {
  const { env } = await start(() => ({}));
  const api = GitHub.of({ ...env, GH_TOKEN: "wr0ng" });
  const error = await api.post("/issues", {}).catch((thrown: Error) => thrown.message);
  expect(error).toBe("GitHub answered 401 to POST /issues: status 401");
});

test("outside of a workflow it says what is missing", () => {
  expect(() => GitHub.of({ GH_TOKEN: "x" })).toThrow("expected GITHUB_REPOSITORY");
  expect(() => GitHub.of({ GITHUB_REPOSITORY: "o/r" })).toThrow("GH_TOKEN, which the step must");
});
