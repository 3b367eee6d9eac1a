import { ownCommand } from "@groundwork/constructs/own-command";
import { count } from "../../core/count";
import { sizeText } from "../../core/size";
import { table, type TableOptions } from "../../core/table";
import { when } from "../../core/when";
import { bySeverity } from "../messages/image-notices";
import type { Amount, ReportedImage, ReportedRepository } from "./images-report";
import type { ImagesReport } from "./images-of";

/** How many images of a repository are listed besides those in use, newest first. */
const LISTED = 5;

/** The report for people. @param columns of the terminal; undefined for those of standard output */
export function imagesText(report: ImagesReport, now: Date = new Date(), columns?: number): string {
  const { registry, repositories, days } = report;
  const width: TableOptions = columns === undefined ? {} : { columns };
  if (repositories.length === 0) return `No repository of this project is in ${registry}.`;
  const known = repositories.filter(({ problem, missing }) => !problem && !missing);
  const rows = known.map((one) => [one.repository, ...cells(one)]);
  const unused = `Unused for ${count(days, "day")}`;
  const headings = ["Repository", "Images", "Size", "In use", "Expire", unused];
  return [
    `Images in ${registry}:`,
    table(
      [headings, ...rows, ...(known.length > 1 ? [["together", ...cells(report.all)]] : [])],
      width,
    ),
    ...known.filter(({ list }) => list.length > 0).flatMap((one) => ["", listOf(one, now, width)]),
    ...["", ...notesOn(report)],
  ]
    .join("\n")
    .trimEnd();
}

type Sums = Omit<ReportedRepository, "list" | "repository">;

const cells = ({ images, bytes, inUse, expiry, unused }: Sums): string[] => [
  String(images),
  sizeText(bytes),
  String(inUse),
  amountText(expiry),
  amountText(unused),
];

const amountText = (amount: Amount | undefined): string => {
  if (amount === undefined) return "not known";
  return amount.images === 0 ? "none" : `${amount.images} (${sizeText(amount.bytes)})`;
};

function listOf({ repository, list }: ReportedRepository, now: Date, width: TableOptions): string {
  const isUsed = ({ runsIn, namedBy }: ReportedImage) =>
    namedBy.length > 0 || Object.keys(runsIn).length > 0;
  const newest = new Set(list.filter((one) => !isUsed(one)).slice(0, LISTED));
  const shown = list.filter((one) => isUsed(one) || newest.has(one));
  const more = list.length - shown.length;
  return [
    table(
      [
        [repository, "Pushed", "Size", "Findings", "Runs in"],
        ...shown.map((image) => [
          image.tags.join(", ") || image.digest.slice(0, 19),
          when(new Date(image.pushedAt), now),
          sizeText(image.bytes),
          findingsText(image),
          placesText(image),
        ]),
      ],
      width,
    ),
    ...(more > 0 ? [`and ${more} older, which nothing runs: --json has all`] : []),
  ].join("\n");
}

function findingsText({ findings, scan }: ReportedImage): string {
  if (findings === undefined) {
    return scan === undefined || scan === "COMPLETE" || scan === "ACTIVE"
      ? "not scanned"
      : `not scanned (${scan})`;
  }
  const found = bySeverity(findings).map(([name, number]) => `${number} ${name.toLowerCase()}`);
  return found.join(", ") || "none";
}

function placesText({ runsIn, namedBy, expires, unused }: ReportedImage): string {
  const places = [...new Set([...Object.keys(runsIn), ...namedBy])].map((environment) => {
    const containers = runsIn[environment];
    if (containers === undefined) return `${environment} (named, not run)`;
    return containers === 0 ? `${environment} (no task)` : `${environment} (${containers})`;
  });
  return [
    ...places,
    ...(expires ? ["expires"] : []),
    ...(unused && !expires ? ["unused"] : []),
  ].join(", ");
}

/**
 * Dollars for a GB of a private repository and a month, in us-east-1 and most regions, as of
 * 2026-11: https://aws.amazon.com/ecr/pricing/
 */
const DOLLARS_A_GB = 0.1;

const GB = 2 ** 30;

const dollars = (bytes: number): string => `${((bytes / GB) * DOLLARS_A_GB).toFixed(2)} dollars`;

/** What to do, and what is not known. */
function notesOn({ repositories, all, environments, days }: ImagesReport): string[] {
  const others = repositories.filter(
    ({ configuredExpiry: would, expiry }) => would && would.bytes !== expiry?.bytes,
  );
  return [
    ...(all.unused && all.unused.images > 0
      ? [
          `Without the ${count(all.unused.images, "image")} that nothing has run, named or pulled for ${count(days, "day")}: ${sizeText(all.unused.bytes)} less, at most ${dollars(all.unused.bytes)} a month, as images share layers. Rules in registry.lifecycleRules delete such images (packages/docs/registry.md).`,
        ]
      : []),
    ...others.map(
      ({ repository, configuredExpiry }) =>
        `${repository}: the rules of environments/organization.ts are others than those in ECR; they would delete ${amountText(configuredExpiry)}. Next: ${ownCommand("plan registry")}`,
    ),
    ...repositories.flatMap(({ repository, problem, missing }) => [
      ...(missing ? [`${repository}: not made yet: npx cdktf deploy registry-stack`] : []),
      ...(problem === undefined ? [] : [`${repository}: ${problem}`]),
    ]),
    ...environments.flatMap(({ environment, problem }) =>
      problem === undefined
        ? []
        : [`What ${environment} runs is not known, so nothing counts as unused: ${problem}`],
    ),
  ];
}
