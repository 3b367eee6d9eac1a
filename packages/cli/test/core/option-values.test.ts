import {
  isNoTime,
  minutes,
  someText,
  waitingTime,
  sha256Hash,
  wholeNumber,
} from "../../src/core/option-values";

test.each(["x", "0", "-1", "1.5", "", "1e3", " 1", "12345678901234567890"])(
  "%j is no count",
  (text) => {
    expect(() => wholeNumber("--limit")(text)).toThrow(
      `--limit: got ${text || "nothing"}, expected a whole number from 1`,
    );
  },
);

test.each(["", "0", "xyz", "ab".repeat(31), "ab".repeat(33), ` ${"ab".repeat(32)}`])(
  "%j is no hash",
  (text) => {
    expect(() => sha256Hash("--sha256")(text)).toThrow(
      `--sha256: got ${text || "nothing"}, expected a hash of 64 digits, as plan printed it`,
    );
  },
);

test.each(["soon", "-1", "", "Infinity", "0x10"])("%j is no number of minutes", (text) => {
  expect(() => minutes("--older-than")(text)).toThrow(
    `--older-than: got ${text || "nothing"}, expected a number of minutes, such as 15`,
  );
});

test.each(["banana", "", "5", "5 m", "-5s", "5d", "1h30", "m"])("%j is no time to wait", (text) => {
  expect(() => waitingTime("--lock-timeout")(text)).toThrow(
    `--lock-timeout: got ${text || "nothing"}, expected a time such as 30s, 5m or 1h30m`,
  );
});

test.each(["", " "])("%j is no folder", (text) => {
  expect(() => someText("--out", "a folder")(text)).toThrow(
    "--out: got nothing, expected a folder",
  );
});

test("what is right is taken as it is meant", () => {
  expect(["1", "20"].map(wholeNumber("--limit"))).toEqual([1, 20]);
  expect(["0", "0.5", "15"].map(minutes("--older-than"))).toEqual([0, 0.5, 15]);
  expect(sha256Hash("--sha256")("Ab".repeat(32))).toBe("Ab".repeat(32));
  expect(someText("--out", "a folder")("a b")).toBe("a b");
  const times = ["0", "0s", "30s", "1h30m", "1.5h", "500ms"];
  expect(times.map(waitingTime("--lock-timeout"))).toEqual(times);
  expect([...times, "0.5h", "0h00m"].filter(isNoTime)).toEqual(["0", "0s", "0h00m"]);
});
