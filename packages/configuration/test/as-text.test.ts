import { asText } from "../src/as-text";
import { checkConfiguration } from "../src/check";
import { dev, organization, web } from "./problems";

const textOf = (value: string): string | undefined => {
  const service = { ...web, command: [value] };
  const { environments } = asText(
    checkConfiguration(organization, [{ ...dev, services: [service] }]),
  );
  return environments[0]!.services[0]!.command?.[0];
};

// Each on the right is what hashicorp/hcl itself writes for the left (hclwrite, escapeQuotedStringLit).
test.each([
  ["${PORT:-80}", "$${PORT:-80}"],
  ["%{level} ${HOSTNAME}", "%%{level} $${HOSTNAME}"],
  ["$${PORT}", "$$${PORT}"],
  ["%%{if}", "%%%{if}"],
  ["$%{a}%${b}", "$%%{a}%$${b}"],
  ["${${a}}", "$${$${a}}"],
])("%j is text for Terraform as %j", (written, escaped) => {
  expect(textOf(written)).toBe(escaped);
});

test.each(["$5", "100%", "$ {", "$(PORT)", "{{ .Name }}", "$", "한국어"])(
  "%j is as it is",
  (written) => {
    expect(textOf(written)).toBe(written);
  },
);

test("what is not text stays what it is", () => {
  const configuration = checkConfiguration(organization, [dev]);
  expect(asText(configuration)).toEqual(configuration);
});

test("a backend is read to the letter, so it is left alone", () => {
  const backend = { type: "local", folder: "states of ${USER}" } as const;
  const configuration = checkConfiguration({ ...organization, backend }, [dev]);
  expect(asText(configuration).organization.backend).toEqual(backend);
});
