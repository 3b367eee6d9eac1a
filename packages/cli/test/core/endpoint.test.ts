import { emulatorEndpoint } from "../../src/core/endpoint";
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
