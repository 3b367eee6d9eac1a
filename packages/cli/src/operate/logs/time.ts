import { OperationError } from "../../core/errors";

const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `90s`, `10m`, `1h30m`, `2d`, `1w` */
const AGE = /^(?:\d+[smhdw])+$/;

/** `2026-11-30`, `2026-11-30T06:00`, `2026-11-30 06:00:30Z`, `...+09:00` */
const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * A reader of a time in the past, as an age or as a date with or without a time; without a zone it is
 * in that of this machine.
 *
 * @param option such as `--since`
 * @returns in ms since the epoch
 */
export const pastTime =
  (option: string) =>
  (text: string, _before?: unknown, now: number = Date.now()): number => {
    if (AGE.test(text)) {
      const parts = [...text.matchAll(/(\d+)([smhdw])/g)];
      const seconds = parts.reduce(
        (sum, [, count, unit]) => sum + Number(count) * SECONDS[unit!]!,
        0,
      );
      if (seconds <= now / 1000) return now - seconds * 1000;
    }
    const time = TIME.test(text) ? parsed(text) : Number.NaN;
    if (!Number.isNaN(time) && time <= now) return time;
    const got = text === "" ? "nothing" : text;
    throw new OperationError(
      `${option}: got ${got}${time > now ? ", which is to come" : ""}, expected an age such as 90s, 10m, 1h30m or 2d, or a time such as 2026-11-30T06:00`,
    );
  };

/** A date alone is UTC to JavaScript, and with a time it is local. */
const parsed = (text: string): number =>
  Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T"));
