import { dev, problems } from "./problems";

describe("several services with http", () => {
  const found = (...services: object[]) => problems([{ ...dev, services }]);
  const withNumber = (name: string, priority: number) => ({ name, http: { priority } });
  const without = (name: string) => ({ name, http: {} });
  const worker = { name: "worker" };

  test("are told which lack a priority, and the numbers they had by place, workers counted", () => {
    expect(found(without("web"), worker, without("api"), without("blog"))).toEqual([
      "dev.services: got a list of 4, expected an http.priority for each service with http, as a " +
        "place in the list would move the others: write web 100, api 300, blog 400, which running " +
        "ones have by their place so far; one that was alone has 100, a new one takes any free number",
    ]);
  });

  test("have what the message says, and are accepted", () => {
    const services = [withNumber("web", 100), worker, withNumber("api", 300)];
    expect(found(...services)).toEqual([]);
    expect(found(...services.toReversed())).toEqual([]);
  });

  test.each([
    ["of those that have one", [withNumber("web", 7), without("api")], "write api 200, which"],
    [
      "that another has",
      [without("api"), withNumber("web", 100)],
      "write api any free number, which",
    ],
  ])("are told no number %s", (_, services, message) => {
    expect(found(...services)).toEqual([expect.stringContaining(message)]);
  });

  test("need none while all others are workers", () => {
    expect(found(worker, without("web"))).toEqual([]);
  });

  test("have each its own", () => {
    expect(found(withNumber("web", 200), withNumber("api", 200))).toEqual([
      expect.stringContaining("expected every http.priority once, and 200 is there twice"),
    ]);
  });
});
