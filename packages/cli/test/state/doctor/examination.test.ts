import { OperationError } from "../../../src/core/errors";
import { awsError } from "../../../src/core/aws/error";
import { Examination } from "../../../src/state/doctor/examination";
import { NO_CREDENTIALS, SILENT } from "../silent-errors";

const answer = (name: string, status: number) =>
  Object.assign(new Error(`${name} was said`), { name, $metadata: { httpStatusCode: status } });

/** Makes checks that all fail, and returns what is said of them. */
async function failing(errors: Record<string, Error>, before: string[] = []) {
  const exam = new Examination();
  for (const check of before) {
    exam.report({ check, severity: "error", about: "backend", what: "", why: "", repair: "" });
  }
  for (const [looked, error] of Object.entries(errors)) {
    await exam.attempt("backend", looked, () => Promise.reject(error));
  }
  return exam.findings().filter(({ check }) => !before.includes(check));
}

test("a check that succeeds leaves nothing behind, and its result", async () => {
  const exam = new Examination();
  expect(await exam.attempt("backend", "it", () => Promise.resolve(3))).toBe(3);
  expect(exam.findings()).toEqual([]);
});

test("refused credentials are one finding, whatever else fails with a mere status", async () => {
  const [finding, ...others] = await failing({
    versioning: answer("ExpiredToken", 400),
    table: answer("ExpiredTokenException", 400),
    bucket: answer("UnknownError", 400),
  });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ check: "credentials-refused", severity: "error" });
  expect(finding!.unseen).toEqual(["backend: bucket", "backend: table", "backend: versioning"]);
});

test("a wrong clock is one finding, which does not say to log in", async () => {
  const [finding, ...others] = await failing({
    versioning: answer("RequestTimeTooSkewed", 403),
    bucket: answer("UnknownError", 403),
  });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ check: "clock-wrong", severity: "error" });
  expect(finding!.repair).toMatch(/^set the clock/);
  expect(finding!.unseen).toEqual(["backend: bucket", "backend: versioning"]);
});

test("an answer that was wrapped for people is told by its cause", async () => {
  const wrapped = awsError("table locks", answer("AccessDeniedException", 400));
  expect(await failing({ table: wrapped })).toMatchObject([
    { check: "not-allowed", severity: "warning" },
  ]);
});

test("what is missing explains why its parts cannot be looked at, and nothing else", async () => {
  const errors = {
    policy: answer("NoSuchBucket", 404),
    row: answer("ResourceNotFoundException", 400),
  };
  expect(await failing(errors, ["bucket-missing", "table-missing"])).toEqual([]);
  for (const [known, left] of [
    ["bucket-missing", "row"],
    ["table-missing", "policy"],
  ] as const) {
    const [finding, ...others] = await failing(errors, [known]);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ check: "check-failed", severity: "warning" });
    expect(finding!.what).toContain(`${left}: `);
  }
});

const ENDED = answer("ExpiredToken", 400);

test("once the credentials are refused, AWS is asked nothing more; this machine is", async () => {
  const exam = new Examination();
  await exam.attempt("credentials", "whose they are", () => Promise.reject(ENDED));
  const ask = jest.fn(() => Promise.resolve(1));
  expect(await exam.attempt("backend", "the bucket", ask)).toBeUndefined();
  expect(ask).not.toHaveBeenCalled();
  expect(await exam.attempt("project", "cdktf synth", ask)).toBe(1);
  expect(exam.findings()).toMatchObject([
    {
      check: "credentials-refused",
      unseen: ["backend: the bucket", "credentials: whose they are"],
    },
  ]);
});

test("with those of another account nothing more is asked, and nothing follows from it", async () => {
  const exam = new Examination();
  exam.close({
    check: "credentials-account",
    severity: "error",
    about: "credentials",
    what: "another",
    why: "",
    repair: "",
  });
  const ask = jest.fn(() => Promise.resolve(1));
  await exam.attempt("backend", "the bucket", ask);
  await exam.attempt("dev-stack", "its state", ask);
  expect(ask).not.toHaveBeenCalled();
  expect(exam.findings()).toMatchObject([
    {
      check: "credentials-account",
      unseen: ["backend: the bucket", "dev-stack: its state"],
    },
  ]);
});

test("credentials that say themselves that they have ended are told once", async () => {
  expect(await failing({ table: ENDED, bucket: ENDED }, ["credentials-expired"])).toEqual([]);
});

test("without a network all is asked: some of it may have another way", async () => {
  const exam = new Examination();
  const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
  await exam.attempt("credentials", "whose they are", () => Promise.reject(refused));
  expect(await exam.attempt("backend", "the bucket", () => Promise.resolve(1))).toBe(1);
});

test("a fault of AWS's own is one finding, and no matter of logging in", async () => {
  const [finding, ...others] = await failing({
    a: answer("InternalError", 500),
    b: answer("ServiceUnavailable", 503),
  });
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ check: "aws-fault", unseen: ["backend: a", "backend: b"] });
  expect(JSON.stringify(finding)).not.toMatch(/log in|deployed/);
});

test("no network is one finding", async () => {
  const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
  expect(await failing({ a: refused, b: refused })).toMatchObject([{ check: "aws-unreachable" }]);
});

test.each(SILENT)("%s is no network: an error, not a warning", async (_, error) => {
  const expected = [{ check: "aws-unreachable", severity: "error" }];
  expect(await failing({ a: error })).toMatchObject(expected);
  expect(await failing({ a: awsError("bucket states", error) })).toMatchObject(expected);
});

test("credentials that cannot be had are not a matter of the network", async () => {
  expect(await failing({ a: NO_CREDENTIALS })).toMatchObject([{ check: "credentials-refused" }]);
});

test("what nobody foresaw is a warning; what an operation says is an error", async () => {
  expect(
    await failing({
      a: new TypeError("x is undefined"),
      b: new OperationError("Terraform is missing"),
    }),
  ).toMatchObject([
    { severity: "error", what: "b: Terraform is missing" },
    { severity: "warning", what: "a: TypeError: x is undefined" },
  ]);
});

test("what never answers is given up", async () => {
  jest.useFakeTimers();
  const exam = new Examination();
  const waiting = exam.attempt("backend", "it", () => new Promise(() => {}));
  await jest.advanceTimersByTimeAsync(31_000);
  jest.useRealTimers();
  expect(await waiting).toBeUndefined();
  expect(exam.findings()).toMatchObject([{ check: "aws-unreachable" }]);
});

test("what this machine does is waited for: slow work is no answer that AWS owes", async () => {
  jest.useFakeTimers();
  const exam = new Examination();
  const work = () => new Promise<number>((resolve) => setTimeout(() => resolve(3), 60_000));
  const waiting = exam.attempt("project", "cdktf synth", work);
  await jest.advanceTimersByTimeAsync(61_000);
  jest.useRealTimers();
  expect(await waiting).toBe(3);
  expect(exam.findings()).toEqual([]);
});
