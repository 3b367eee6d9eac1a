import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { OperationError } from "../core/errors";
import { withImage, type NamedImage } from "./image-edit";

/** An image and the service whose it is. */
export interface ServiceImage extends NamedImage {
  readonly service: string;
}

/**
 * Names images in the file of an environment.
 *
 * @param root the checkout
 * @throws OperationError when there is no such file or service; then the file stays as it was
 */
export async function setImages(
  root: string,
  environment: string,
  images: readonly ServiceImage[],
): Promise<void> {
  if (!/^[a-z][a-z0-9-]*$/.test(environment)) {
    throw new OperationError(`got the environment ${environment}, expected the name of one`);
  }
  const name = `environments/${environment}.ts`;
  const file = path.join(root, name);
  let text = await readFile(file, "utf8").catch(() => {
    throw new OperationError(`got no ${name}, expected the file of the environment there`);
  });
  try {
    for (const { service, ...image } of images) text = withImage(text, service, image);
  } catch (error) {
    if (error instanceof OperationError) throw new OperationError(`${name}: ${error.message}`);
    throw error;
  }
  await writeFile(file, text);
}
