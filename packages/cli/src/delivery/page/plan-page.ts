import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { packagesDir } from "../../core/project";
import { countsInWords, type Action } from "../../terraform/plan-words";
import { releaseName } from "../../terraform/release";
import { utc } from "../messages/notice";
import { bySubject, widerLines } from "../store/changes-text";
import type { PlanDetails } from "../store/plan-details";
import {
  expiryOf,
  nameOf,
  statusOf,
  type PlannedResource,
  type PlanRecord,
} from "../store/plan-meta";
import { findingInWords, serialText } from "../store/plan-text";
import { loadTestInWords } from "../store/planned-load-test";
import { html, NOTHING, raw, type Html } from "./html";
import { ACTION_WORDS, outputsHtml, resourceGroups, thingOf } from "./resources";

/** What a page shows of a plan. */
export interface PlanPageFacts {
  readonly record: PlanRecord;
  readonly details: PlanDetails | undefined;
  /** Why values are not known, or what else there is to say. @default nothing */
  readonly notes?: readonly string[];
  /** A drawing of the stack as SVG. @default none */
  readonly drawing?: string | undefined;
  readonly now: Date;
}

/**
 * One page with all that is known of a plan: what is destroyed on top, a search, details, a drawing. It
 * loads nothing and sends nothing, wherever it is opened.
 */
export function planPage({ record, details, notes = [], drawing, now }: PlanPageFacts): string {
  const { summary } = record;
  const { stack, resources, outputs, findings } = summary;
  const counts = countsInWords(summary.counts);
  const script = asset("plan.js");
  const policy = [
    "default-src 'none'",
    // The drawing has styles of its own.
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const isGone = ({ action }: PlannedResource) => action === "destroy" || action === "replace";
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="referrer" content="no-referrer" />
        <title>${stack}: ${counts}</title>
        ${raw(`<style>${asset("colours.css")}${asset("plan.css")}</style>`)}
      </head>
      <body>
        <header>
          <h1>Plan of ${stack}</h1>
          <p class="counts">${counts}</p>
          <p class="status">${statusOf(record, now)}, as of ${utc(now.toISOString())}</p>
          ${factsOf(record)}
        </header>
        <main>
          ${notes.map((note) => html`<p class="panel">${note}</p> `)}
          ${goneList(resources.filter(isGone))}
          ${panel("More access than before", widerLines(resources, details))}
          ${panel("Findings of the policies", findings.map(findingInWords))} ${tools(resources)}
          ${section("gone", "Destroyed or made anew", resources.filter(isGone), details)}
          ${section(
            "rest",
            "Made, changed and the rest",
            resources.filter((one) => !isGone(one)),
            details,
          )}
          ${outputsHtml(outputs, details)}
          ${
            drawing === undefined
              ? NOTHING
              : html`<section>
                  <h2>Drawing</h2>
                  <div
                    class="drawing"
                    role="img"
                    aria-label="The stack ${stack}, with what the plan changes"
                    tabindex="0"
                  >
                    ${raw(drawing)}
                  </div>
                </section>`
          }
        </main>
        <noscript
          ><p class="panel">Search, and what is closed in a large plan, need scripts.</p></noscript
        >
        ${raw(`<script>${script}</script>`)}
      </body>
    </html> `;
  return page.text;
}

/** Style and script lie beside the sources, as a browser has them. */
const asset = (name: string): string =>
  readFileSync(path.join(packagesDir, "cli/page", name), "utf8");

function factsOf({ summary, storedAt, approval, started, outcome }: PlanRecord): Html {
  const dirty = summary.dirty ? ", with changes that it does not have" : "";
  const branch = summary.branch === undefined ? "" : ` on ${summary.branch}`;
  const facts: readonly (readonly [string, Html | string | undefined])[] = [
    ["plan", html`<code>${summary.id}</code>`],
    ["commit", html`<code>${summary.commit}</code>${branch}${dirty}`],
    [
      "planned",
      `${utc(storedAt)} by ${nameOf(summary.plannedBy)}, ${releaseName(summary.terraformVersion)}`,
    ],
    ...(summary.loadTests ?? []).map(
      (one) => ["load test", loadTestInWords(one, utc(one.at))] as const,
    ),
    ["run", summary.runUrl === undefined ? undefined : linkTo(summary.runUrl)],
    ["expires", utc(expiryOf({ summary, storedAt }).toISOString())],
    ["sha256", html`<code>${summary.sha256}</code>`],
    [
      approval?.verdict ?? "approved",
      approval &&
        `${utc(approval.at)} by ${nameOf(approval.by)}${approval.why === undefined ? "" : `: ${approval.why}`}`,
    ],
    ["started", started && `${utc(started.at)} by ${nameOf(started.by)}`],
    [
      "ended",
      outcome &&
        `${utc(outcome.at)}: ${outcome.ok ? `applied, ${serialText(outcome)}` : `failed with ${outcome.exit}: ${outcome.error ?? "no reason is stored"}`}`,
    ],
  ];
  const rows = facts.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
        ],
  );
  return html`<dl class="facts">${rows}</dl>`;
}

const linkTo = (url: string): Html | string =>
  /^https:\/\/[^\s<>"']+$/.test(url) ? html`<a href="${url}">${url}</a>` : url;

/** What goes, in words and by the parts of the stack, before anything else. */
function goneList(resources: readonly PlannedResource[]): Html {
  if (resources.length === 0) return NOTHING;
  const replaced = resources.filter(({ action }) => action === "replace").length;
  const title = [
    ...(resources.length > replaced ? [`${resources.length - replaced} destroyed`] : []),
    ...(replaced > 0 ? [`${replaced} destroyed and made anew`] : []),
  ].join(", ");
  const lines = bySubject(resources).map(({ name, resources: members }) => {
    const words = members.map(shortly);
    const more = words.length - NAMED_MAX;
    const shown = words.slice(0, NAMED_MAX).join(", ");
    return html`<li><strong>${name}</strong>: ${shown}${more > 0 ? ` and ${more} more` : ""}</li>`;
  });
  return html`<section class="panel gone">
    <h2>${title}</h2>
    <ul>
      ${lines}
    </ul>
  </section>`;
}

const shortly = (resource: PlannedResource): string =>
  `${thingOf(resource)}${resource.action === "replace" ? " (made anew)" : ""}`;

/** How many of each part are named: all stand below. */
const NAMED_MAX = 12;

const panel = (title: string, lines: readonly string[]): Html =>
  lines.length === 0
    ? NOTHING
    : html`<section class="panel warn">
        <h2>${title} (${lines.length})</h2>
        <ul>
          ${lines.map((line) => html`<li>${line}</li>`)}
        </ul>
      </section> `;

/** The search and the filters, hidden until the script that they need is there. */
function tools(resources: readonly PlannedResource[]): Html {
  const actions = (Object.keys(ACTION_WORDS) as Action[]).flatMap((action) => {
    const count = resources.filter((one) => one.action === action).length;
    return count === 0 ? [] : [{ action, count }];
  });
  return html`<div class="tools" role="search" hidden>
    <input
      id="search"
      type="search"
      placeholder="Search names and values (/)"
      aria-label="Search names and values"
      autocomplete="off"
      spellcheck="false"
    />
    ${actions.map(({ action, count }) => html`<button type="button" data-filter="${action}" aria-pressed="true">${ACTION_WORDS[action]} ${count}</button> `)}
    <button type="button" data-open="true">open all</button>
    <button type="button" data-open="false">close all</button>
    <output id="shown" aria-live="polite"></output>
  </div>`;
}

const section = (
  id: string,
  title: string,
  resources: readonly PlannedResource[],
  details: PlanDetails | undefined,
): Html =>
  resources.length === 0
    ? NOTHING
    : html`<section class="section" id="${id}">
        <h2>${title} (${resources.length})</h2>
        ${resourceGroups(resources, details)}
      </section> `;
