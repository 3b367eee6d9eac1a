import { awsError } from "../../../src/core/aws/error";
import { explainAnswer, explainRefusal } from "../../../src/core/aws/refusal";
import { OperationError } from "../../../src/core/errors";
import { HindranceError } from "../../../src/core/aws/hindrance";
import type { StateLocation } from "@groundwork/configuration";
import { NO_CREDENTIALS, SILENT } from "../../state/silent-errors";

const answer = (name: string, status: number, message = `${name} was said`) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
const location = { bucket: "states", lockTable: "locks" } as StateLocation;

const explained = (error: unknown) => (explainRefusal(location, error) as Error).message;

test.each(SILENT)("%s, while an answer is read, is no way to AWS", (_, error) => {
  expect(explained(error)).toMatch(/^AWS cannot be reached: /);
  expect(explained(awsError("bucket states", error))).toMatch(/^AWS cannot be reached: /);
});

test("what was told as a hindrance stays as it was told", () => {
  const told = new HindranceError({ kind: "clock", what: "it is late", repair: "set it" });
  expect(explainRefusal(location, told)).toBe(told);
  expect(awsError("bucket states", told)).toBe(told);
});

test("credentials that cannot be had", () => {
  expect(explained(NO_CREDENTIALS)).toMatch(/AWS credentials/);
});

test("what is missing names what makes it", () => {
  expect(explained(answer("NoSuchBucket", 404))).toMatch(
    /^bucket states does not exist; npx --no -- groundwork bootstrap makes it/,
  );
  expect(explained(answer("ResourceNotFoundException", 400))).toMatch(
    /^table locks does not exist/,
  );
});

test.each([["UnknownError"], ["Unknown"], ["403"], ["BadRequest"]])(
  "a mere status is told as such: %s",
  (name) => {
    const error = answer(name, 403, "UnknownError");
    expect(explained(error)).toBe("AWS answers with 403, and does not say why");
  },
);

test.each([
  new TypeError("a mistake of ours"),
  Object.assign(new TypeError("path"), { code: "ERR_INVALID_ARG_TYPE" }),
  Object.assign(new Error("Cannot find module"), { code: "MODULE_NOT_FOUND" }),
])("an error that is not AWS's stays as it is: %s", (error) => {
  expect(explainRefusal(location, error)).toBe(error);
});

describe("with credentials of another account", () => {
  const another = new OperationError("the credentials are for another account");
  const asked = { ...location, expectAccess: () => Promise.reject(another) };

  test.each([
    answer("AccessDenied", 403),
    answer("NoSuchBucket", 404),
    answer("ResourceNotFoundException", 400),
    awsError("table locks", answer("ResourceNotFoundException", 400)),
  ])("no answer says more than that: %s", async (error) => {
    expect(await explainAnswer(asked, error)).toBe(another);
  });

  test("what hinders every answer is told as it is", async () => {
    const hindrance = { kind: "credentials", what: "they have ended", repair: "log in" } as const;
    const told = new HindranceError(hindrance, answer("ExpiredToken", 400));
    expect(await explainAnswer(asked, told)).toBe(told);
  });

  test("what is not of AWS is told as ever", async () => {
    const stale = new OperationError("the plan is stale", 3);
    expect(await explainAnswer(asked, stale)).toBe(stale);
  });
});

test("with the right ones an answer is told as ever, also where nobody says whose they are", async () => {
  for (const expectAccess of [
    () => Promise.resolve(),
    () => Promise.reject(new TypeError("not foreseen")),
    undefined,
  ]) {
    const told = await explainAnswer({ ...location, expectAccess }, answer("NoSuchBucket", 404));
    expect((told as Error).message).toMatch(/^bucket states does not exist/);
  }
});
