import { synthEnvironment } from "@groundwork/testing/synth-environment";
import { draw } from "../../src/drawing/draw";
import { PALETTE, type Colour } from "../../src/drawing/palette";
import type { Change } from "../../src/drawing/resources";
import { stackOf } from "./stacks";

const json = synthEnvironment({ services: [{ name: "web", http: {} }, { name: "worker" }] });

test("the same stack gives the same bytes, whatever order its JSON has", async () => {
  const turned = {
    ...json,
    resource: Object.fromEntries(Object.entries(json.resource).toReversed()),
  };
  expect(await draw(turned)).toBe(await draw(json));
});

/** Names of the elements of an XML document; throws where tags do not fit, or something is left. */
function elements(xml: string): string[] {
  const open: string[] = [];
  const names: string[] = [];
  const rest = xml.replaceAll(
    /<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g,
    (tag, end: string, name: string, _attributes, alone: string) => {
      if (end === "" && alone === "") open.push(name);
      if (end === "") names.push(name);
      if (end !== "" && open.pop() !== name) throw new Error(`${tag} closes another`);
      return "";
    },
  );
  const left = [...open, ...(rest.match(/<|&(?!(?:#\d+|#x[\da-f]+|amp|lt|gt|quot);)/gi) ?? [])];
  if (left.length > 0) throw new Error(`left: ${left.join(" ")}`);
  return names;
}

test("it is one document without scripts, links, ids and other files", async () => {
  const svg = await draw(json, { changes: new Map() });
  const names = elements(svg);
  expect(new Set(names)).toEqual(
    new Set(["svg", "title", "desc", "style", "rect", "g", "path", "polygon", "text"]),
  );
  expect(svg).not.toMatch(/ id=|href|url\(|<!|graphviz/i);
  expect(svg.match(/https?:[^"]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
});

test("readers of screens are told its name, who may talk to whom, and what changes", async () => {
  const service = Object.keys(json.resource["aws_ecs_service"]!).find((one) =>
    one.includes("web"),
  )!;
  const svg = await draw(json, {
    title: "dev-stack",
    changes: new Map<string, Change>([[`aws_ecs_service.${service}`, "replace"]]),
  });
  expect(svg).toMatch(/^<svg [^>]*role="img" aria-label="dev-stack"/);
  const [, described] = /<desc>([^<]*)<\/desc>/.exec(svg)!;
  expect(described).toContain("Internet -&#62; load balancer: 80");
  expect(described).toContain("service web: 1 replaced (± service)");
  expect(svg).toContain(">± service</text>");
});

const HOSTILE = [
  `"]; evil [label="x`,
  "</TABLE>><script>alert(1)</script>",
  "a&b\\\\n\\",
  "x\u001B[31m\u0000y\u202Ez",
  "<!-- -->]]>",
  "%{for}${aws_vpc.a.id}",
];

test.each(HOSTILE)("a name like %j is text", async (name) => {
  const svg = await draw(
    stackOf(
      { "aws_sqs_queue.a": {}, "aws_vpc.v": { cidr_block: name } },
      { "aws_sqs_queue.a": name.replaceAll("/", " ") },
    ),
    { changes: new Map([[`aws_sqs_queue.${name}`, "delete"]]) },
  );
  expect(elements(svg)).not.toContain("script");
  // eslint-disable-next-line no-control-regex
  expect(svg).not.toMatch(/[\u0000-\u0008\u001B\u202E]/u);
});

test("an empty stack has its name", async () => {
  expect(await draw({})).toContain(">stack</text>");
});

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const luminance = (colour: string) => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const [light, dark] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}

const CHANGES = ["create", "update", "replace", "delete", "forget"] as const;
const FILLS: readonly Colour[] = ["paper", "node", "network", "public", "private", "cluster"];

test.each([0, 1] as const)(
  "texts and lines can be told from what they stand on (night: %d)",
  (night) => {
    const of = (colour: Colour) => PALETTE[colour][night];
    const texts: [Colour, Colour][] = [
      ...FILLS.flatMap((fill) =>
        (["ink", "faint"] as const).map((text) => [text, fill] as [Colour, Colour]),
      ),
      ...CHANGES.flatMap((change) => [
        [change, `${change}Fill`] as [Colour, Colour],
        ["ink", `${change}Fill`] as [Colour, Colour],
        ["faint", `${change}Fill`] as [Colour, Colour],
        // Of a box, and in the title.
        [change, "network"] as [Colour, Colour],
        [change, "paper"] as [Colour, Colour],
      ]),
      // Less grave changes stand within a graver one's fill.
      ...CHANGES.flatMap((change) =>
        CHANGES.map((fill) => [change, `${fill}Fill`] as [Colour, Colour]),
      ),
    ];
    const lines: [Colour, Colour][] = [
      ...FILLS.flatMap((fill) => [["arrow", fill] as [Colour, Colour]]),
      ["line", "paper"],
      ["line", "network"],
      ["publicLine", "network"],
      ["privateLine", "network"],
    ];
    const poor = [
      ...texts.filter(([one, other]) => contrast(of(one), of(other)) < 4.5),
      ...lines.filter(([one, other]) => contrast(of(one), of(other)) < 3),
    ];
    expect(
      poor.map(([one, other]) => `${one} on ${other}: ${contrast(of(one), of(other)).toFixed(2)}`),
    ).toEqual([]);
  },
);

test("no two colours are one by day, as the night tells them apart by that", () => {
  const days = Object.values(PALETTE).map(([day]) => day);
  expect(new Set(days).size).toBe(days.length);
});
