import { failedIn, setOutputsOf } from "../../src/github/set-steps";

const place = (stack: string, result: string) => ({
  stack,
  result: result as "planned",
  id: `${stack}-id`,
  sha256: `${stack}-hash`,
});

test("each wave is a matrix of what has something to apply, and what is not there is empty", () => {
  const outputs = setOutputsOf({
    environment: "prod",
    waits: true,
    waves: [
      { tolerated: 0, places: [place("a", "applied")] },
      { tolerated: 0, places: [place("b", "planned"), place("c", "unchanged")] },
    ],
  });
  expect(outputs).toEqual({
    changes: "true",
    approval: "true",
    wave_1: "[]",
    wave_2: JSON.stringify([{ stack: "b", plan: "b-id", sha256: "b-hash" }]),
    wave_3: "[]",
    wave_4: "[]",
  });
  expect(setOutputsOf({ environment: "prod" })).toMatchObject({
    changes: "false",
    approval: "false",
  });
});

test("a wave's failures are its own jobs that did not end well", () => {
  const jobs = [
    { name: "prod / wave-1 prod-stack", conclusion: "success" },
    { name: "prod / wave-2 prod-eu-west-1-stack", conclusion: "failure" },
    { name: "prod / wave-2 prod-us-east-1-stack", conclusion: "cancelled" },
    { name: "prod / wave-2 prod-us-west-1-stack", conclusion: "success" },
    { name: "prod / wave-2 prod-us-west-2-stack", conclusion: null },
    { name: "dev / wave-2 dev-stack", conclusion: "failure" },
    { name: "prod / after-1", conclusion: "failure" },
  ];
  expect(failedIn(jobs, { environment: "prod", wave: 1 })).toEqual([]);
  expect(failedIn(jobs, { environment: "prod", wave: 2 })).toEqual([
    "prod / wave-2 prod-eu-west-1-stack",
    "prod / wave-2 prod-us-east-1-stack",
    "prod / wave-2 prod-us-west-2-stack",
  ]);
});

test("a wave of a layer is that of the layer's own call, and not of another", () => {
  const jobs = [
    { name: "prod / network / wave-1 prod-network-stack", conclusion: "failure" },
    { name: "prod / cluster / wave-1 prod-cluster-stack", conclusion: "success" },
  ];
  const failed = (layer?: "network" | "cluster") =>
    failedIn(jobs, { environment: "prod", wave: 1, layer });
  expect(failed("network")).toEqual(["prod / network / wave-1 prod-network-stack"]);
  expect(failed("cluster")).toEqual([]);
  expect(failed()).toEqual([]);
});
