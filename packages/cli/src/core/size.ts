import { filesize } from "filesize";

/** A number of bytes in the units of `aws s3 ls --human-readable`: `812 B`, `85.5 KiB`, `1.2 GiB`. */
export const sizeText = (bytes: number): string =>
  filesize(bytes, { standard: "iec", round: 1, pad: bytes >= 1024 });
