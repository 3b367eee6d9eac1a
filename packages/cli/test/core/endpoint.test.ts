import {
  emulatorEndpoint,
  endpointOf,
  expectEmulatorForStandIns,
  wantsStandIns,
} from "../../src/core/endpoint";
import { runsDir } from "../../src/core/project";

test.each([
  [{}, undefined],
  [{ AWS_ENDPOINT_URL: "" }, undefined],
  [{ AWS_ENDPOINT_URL: "http://127.0.0.1:4566" }, "http://127.0.0.1:4566"],
  [{ AWS_ENDPOINT_URL: "https://emulator.internal/" }, "https://emulator.internal/"],
  [{ AWS_ENDPOINT_URL_S3: "http://[::1]:9000" }, undefined],
])("%j leads to %s", (env, endpoint) => {
  expect(emulatorEndpoint(env)).toBe(endpoint);
});

test("a service's own address wins, in a rehearsal as well", () => {
  const all = { AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
  const own = { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:2" };
  const toAll = { endpoint: "http://127.0.0.1:1", endpointVariable: "AWS_ENDPOINT_URL" };
  const toOwn = { endpoint: "http://127.0.0.1:2", endpointVariable: "AWS_ENDPOINT_URL_STS" };
  expect(endpointOf("STS", { ...all, ...own })).toEqual(toOwn);
  expect(endpointOf("STS", own)).toEqual(toOwn);
  expect(endpointOf("STS", own, "http://127.0.0.1:1")).toEqual(toOwn);
  expect(endpointOf("S3", { ...all, ...own })).toEqual(toAll);
  expect(endpointOf("STS", { ...all, AWS_ENDPOINT_URL_STS: "" })).toEqual(toAll);
  expect(endpointOf("S3", own)).toEqual({});
});

test.each([
  "nonsense",
  "localhost:4566",
  "127.0.0.1:4566",
  "http://",
  "http:// x",
  "ftp://a",
  "//a:1",
])("%j is no address, which is told in one line", (given) => {
  for (const name of ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB"]) {
    expect(() => emulatorEndpoint({ [name]: given })).toThrow(
      `${name}: got ${given}, expected the address of an emulator, such as http://127.0.0.1:4566; unset it to reach AWS`,
    );
  }
});

test("runs against an emulator are noted apart from those against AWS", () => {
  expect(runsDir(undefined)).toMatch(/runs\/aws$/);
  expect(runsDir("http://127.0.0.1:4566")).toMatch(/runs\/127\.0\.0\.1-4566$/);
});

describe("GROUNDWORK_STAND_INS", () => {
  const HERE = "http://127.0.0.1:4566";

  test.each([
    ["1", true],
    ["true", true],
    ["yes", true],
    ["0", false],
    ["false", false],
    ["", false],
    [undefined, false],
  ])("as %j asks for stand-ins: %s", (GROUNDWORK_STAND_INS, asks) => {
    expect(wantsStandIns({ GROUNDWORK_STAND_INS })).toBe(asks);
    const stops = () => expectEmulatorForStandIns({ GROUNDWORK_STAND_INS });
    expect([stops].filter((stop) => throws(stop))).toHaveLength(asks ? 1 : 0);
  });

  test.each([
    { AWS_ENDPOINT_URL: HERE },
    { AWS_ENDPOINT_URL: "http://localhost:4566", AWS_ENDPOINT_URL_S3: "http://[::1]:9000" },
    { AWS_ENDPOINT_URL: HERE, AWS_ENDPOINT_URL_STS: "" },
  ])("counts in an emulator on this machine: %j", (env) => {
    expect(() => expectEmulatorForStandIns({ GROUNDWORK_STAND_INS: "1", ...env })).not.toThrow();
  });

  test.each<[NodeJS.ProcessEnv, string]>([
    [{}, "no AWS_ENDPOINT_URL"],
    [{ AWS_ENDPOINT_URL: "" }, "no AWS_ENDPOINT_URL"],
    [{ AWS_ENDPOINT_URL_S3: HERE }, "no AWS_ENDPOINT_URL"],
    [{ AWS_ENDPOINT_URL: "https://s3.amazonaws.com" }, "AWS_ENDPOINT_URL=https://s3.amazonaws.com"],
    [{ AWS_ENDPOINT_URL: "http://127.0.0.1.evil.example" }, "AWS_ENDPOINT_URL=http://127.0.0.1.e"],
    [{ AWS_ENDPOINT_URL: "nonsense" }, "AWS_ENDPOINT_URL=nonsense"],
    // The state would be a real one.
    [
      { AWS_ENDPOINT_URL: HERE, AWS_ENDPOINT_URL_S3: "https://s3.amazonaws.com" },
      "AWS_ENDPOINT_URL_S3=https://s3.amazonaws.com",
    ],
  ])("stops a command elsewhere: %j", (env, got) => {
    const stop = () => expectEmulatorForStandIns({ GROUNDWORK_STAND_INS: "1", ...env });
    expect(stop).toThrow(`GROUNDWORK_STAND_INS is set, and stand-ins are for an emulator`);
    expect(stop).toThrow(`got ${got}`);
    expect(stop).toThrow("To reach AWS: unset GROUNDWORK_STAND_INS");
  });
});

function throws(work: () => void): boolean {
  try {
    work();
    return false;
  } catch {
    return true;
  }
}
