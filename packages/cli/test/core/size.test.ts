import { sizeText } from "../../src/core/size";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [87_552, "85.5 KiB"],
  [3 * 1024 * 1024, "3.0 MiB"],
])("%d bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
