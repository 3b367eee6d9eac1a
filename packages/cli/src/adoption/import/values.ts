import { writtenSubnet } from "../../terraform/written-subnet";

/** What a text with references stands for, or undefined where that is not known. */
export async function resolved(
  text: string,
  read: (address: string, attribute: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const whole = writtenSubnet(text);
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
