/** Whether an error of Node's says that there is no such file or folder. */
export const isMissingFile = (error: unknown): boolean =>
  /^(ENOENT|ENOTDIR)$/.test((error as NodeJS.ErrnoException).code ?? "");

/** @returns undefined where there is no such file or folder */
export async function unlessMissing<Value>(value: Promise<Value>): Promise<Value | undefined> {
  try {
    return await value;
  } catch (error) {
    if (isMissingFile(error)) return undefined;
    throw error;
  }
}
