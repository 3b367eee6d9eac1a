import { serviceOptions } from "@groundwork/constructs/container-service/options";
import { sound } from "../../../src/adoption/import/foreign/sound";

const taken = (options: object) => {
  const { options: left, unsaid } = sound("service web", serviceOptions, {
    name: "web",
    ...options,
  });
  return { left, told: unsaid.map(({ what, is }) => `${what}: ${is}`) };
};

test("what options take stays as it is", () => {
  const options = { cpuUnits: 512, http: { port: 8080 } };
  expect(taken(options)).toEqual({ left: { name: "web", ...options }, told: [] });
});

test("what they do not take is taken out and told, and the rest stays", () => {
  expect(
    taken({
      cpuUnits: 300,
      desiredCount: 2,
      http: { port: 8080, paths: ["/shop"], healthCheckPath: "health" },
      variables: { MODE: "live", "A B": "blank" },
      sidecars: [
        { name: "proxy", image: "envoy:1", stopTimeoutSeconds: 300 },
        { name: "agent", image: "agent:1" },
      ],
    }),
  ).toEqual({
    left: {
      name: "web",
      desiredCount: 2,
      http: { port: 8080, paths: ["/shop"] },
      variables: { MODE: "live" },
      sidecars: [
        { name: "proxy", image: "envoy:1" },
        { name: "agent", image: "agent:1" },
      ],
    },
    told: expect.arrayContaining([
      "service web, cpuUnits: 300",
      'service web, http.healthCheckPath: "health"',
      'service web, variables.A B: "blank"',
      "service web, sidecars.0.stopTimeoutSeconds: 300",
    ]),
  });
});

test("what goes with no other option is told of the one that the rule is about", () => {
  const { left, told } = taken({ cpuUnits: 256, memoryMiB: 8192 });
  expect(left).toEqual({ name: "web", cpuUnits: 256 });
  expect(told).toEqual(["service web, memoryMiB: 8192"]);
});

test("one whose paths or hosts options do not take gets no requests, rather than all of them", () => {
  expect(taken({ http: { port: 8080, paths: ["shop"], hosts: ["a.example.com"] } }).left).toEqual({
    name: "web",
  });
  const many = Array.from({ length: 6 }, (_, at) => `/${at}`);
  expect(taken({ http: { port: 8080, paths: many } }).left).toEqual({ name: "web" });
});
