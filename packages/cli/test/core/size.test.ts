import { sizeText } from "../../src/core/size";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1.0 KiB"],
  [87_552, "85.5 KiB"],
  [3 * 1024 * 1024, "3.0 MiB"],
  // As they are written, not 1024.0 of the smaller unit.
  [1024 ** 2 - 1, "1.0 MiB"],
  [1024 ** 3 - 1, "1.0 GiB"],
  [5 * 1024 ** 4, "5.0 TiB"],
])("%d bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
