import { imageIn, isSameImage } from "../../src/rollback/image";
import { meant } from "../../src/rollback/target";
import { wayBack, type ImageEvent } from "../../src/rollback/way-back";
import { digest } from "./fake-service";

/** `served a, left b`, one minute after another. */
const events = (story: string): ImageEvent[] =>
  story.split(", ").map((words, index) => {
    const [what, letter] = words.split(" ") as ["served" | "left", string];
    const at = new Date(Date.UTC(2026, 10, 30, 3, index)).toISOString();
    return { image: { digest: digest(letter) }, at, what, how: "in a test" };
  });

/** Letters of candidates, or `from b` where it came back from that. */
function back(runs: string, story: string): string {
  const way = wayBack({ digest: digest(runs) }, events(story));
  const letter = ({ image }: ImageEvent) => image.digest!.at(-1)!;
  return way.kind === "came-back"
    ? `from ${letter(way.from)}`
    : way.candidates.map(letter).join(" ");
}

test.each([
  ["the one before", "b", "served a, served b", "a"],
  ["further candidates come after it", "c", "served a, served b, served c", "b a"],
  ["an image that served twice is one", "b", "served a, served b, served a, served b", "a"],
  ["a deployment that kept the image is none before", "b", "served a, served b, served b", "a"],
  ["what was given up since is no candidate", "c", "served a, served b, left b, served c", "a"],
  ["what failed and served later is one", "c", "left b, served b, served c", "b"],
  ["nothing is known of another", "a", "served a", ""],
  ["what never served is no candidate", "c", "left b, served c", ""],
  // A second rollback must not bring back what the first one took away.
  ["rolled back by a deployment of ECS", "a", "served a, left b", "from b"],
  [
    "rolled back by CodeDeploy, which deploys the one before",
    "a",
    "served a, left b, served a",
    "from b",
  ],
  ["rolled back by a plan", "a", "served a, served b, served a, left b", "from b"],
  [
    "rolled back twice",
    "a",
    "served a, served b, left b, served a, served c, left c, served a",
    "from c",
  ],
  ["a correction is none that came back", "c", "served a, left b, served c", "a"],
])("%s", (_, runs, story, expected) => {
  expect(back(runs, story)).toBe(expected);
});

test.each([
  ["host:5000/acme/web:v1.2", { tag: "v1.2" }],
  [`host/acme/web@${digest("a")}`, { digest: digest("a") }],
  [`host/acme/web:v1@${digest("a")}`, { tag: "v1", digest: digest("a") }],
  ["host:5000/acme/web", {}],
  ["", {}],
])("the image %s", (address, image) => {
  expect(imageIn(address)).toEqual(image);
});

test("a tag tells only where a digest is unknown", () => {
  const [one, other] = [digest("a"), digest("b")];
  expect(isSameImage({ tag: "v1", digest: one }, { tag: "v1", digest: other })).toBe(false);
  expect(isSameImage({ tag: "v1", digest: one }, { tag: "v1" })).toBe(true);
  expect(isSameImage({ digest: one }, { tag: "v1" })).toBe(false);
  expect(isSameImage({}, {})).toBe(false);
});

describe("--to", () => {
  const known = [{ digest: digest("a") }, { digest: digest("b") }, { tag: "v1" }];
  test.each([
    [digest("c"), { digest: digest("c") }],
    ["aaaaaaaa", { digest: digest("a") }],
    ["sha256:bbbbbbbbbb", { digest: digest("b") }],
    ["v1.3.0", { tag: "v1.3.0" }],
    ["aaaa", { tag: "aaaa" }],
    ["cafecafe", { tag: "cafecafe" }],
  ])("%s", (asked, image) => {
    expect(meant(asked, known)).toEqual(image);
  });

  test.each(["sha256:aaaa", "sha256:cccccccccc", "a b", "host/web:v1"])(
    "%s is refused",
    (asked) => {
      expect(() => meant(asked, known)).toThrow(
        `--to: got ${asked}, expected a digest (sha256: and 64 digits, or 8 digits and more of one of sha256:aaaaaaaaaaaa, sha256:bbbbbbbbbbbb), or a tag`,
      );
    },
  );
});
