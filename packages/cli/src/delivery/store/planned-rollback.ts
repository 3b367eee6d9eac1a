/** An image as the file of an environment names it. */
interface PlannedImage {
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

/** What a plan takes back of one service, besides what its commit says. */
export interface PlannedRollback {
  readonly service: string;
  /** The image that runs again, in place of the one that the commit names. */
  readonly to: PlannedImage;
  /** The image that is left; undefined where that is not known. */
  readonly from?: PlannedImage | undefined;
  readonly why?: string | undefined;
}

/** An image for people: `v1.4.0 (sha256:0123456789ab)`. */
export const imageInWords = ({ tag, digest }: PlannedImage): string => {
  const short = digest?.slice(0, "sha256:".length + 12);
  return tag === undefined
    ? (short ?? "no image")
    : short === undefined
      ? tag
      : `${tag} (${short})`;
};

/** `web goes back to v1.3.0 (sha256:...), from v1.4.0 (sha256:...)` */
export const rollbackInWords = ({ service, to, from }: PlannedRollback): string =>
  `${service} goes back to ${imageInWords(to)}${from === undefined ? "" : `, from ${imageInWords(from)}`}`;
