/** What a text with references stands for, or undefined where that is not known. */
export async function resolved(
  text: string,
  read: (address: string, attribute: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const whole = addressBlock(text);
  if (whole !== undefined) return whole;
  const parts = await Promise.all(
    [...text.matchAll(REFERENCE)].map(([, address, attribute]) => read(address!, attribute!)),
  );
  if (parts.includes(undefined)) return undefined;
  const literal = text.replace(REFERENCE, "");
  // What else Terraform would evaluate; doubled signs are how a text says them.
  if (/(?<!\$)\$\{|(?<!%)%\{/.test(literal)) return undefined;
  let next = 0;
  return text
    .replace(REFERENCE, () => parts[next++]!)
    .replaceAll("$${", "${")
    .replaceAll("%%{", "%{");
}

const REFERENCE = /(?<!\$)\$\{((?:data\.)?aws_\w+\.[\w-]+)\.(\w+)\}/g;

const SUBNET = /^\$\{cidrsubnet\("(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)", (\d+), (\d+)\)\}$/;

/** A part of a block of addresses, as Terraform's `cidrsubnet` computes it. */
function addressBlock(text: string): string | undefined {
  const numbers = SUBNET.exec(text)?.slice(1).map(Number);
  if (numbers === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, length = 0, more = 0, number = 0] = numbers;
  const first = ((a * 256 + b) * 256 + c) * 256 + d + number * 2 ** (32 - length - more);
  const bytes = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${bytes.join(".")}/${length + more}`;
}
