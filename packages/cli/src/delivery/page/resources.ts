import { signOf, type Action } from "../../terraform/plan-words";
import { changeInWords } from "../../words/change-words";
import { UNKNOWN } from "../../words/sides";
import { partOf } from "../../words/subject";
import { attributeLines, bySubject } from "../store/changes-text";
import {
  byAddress,
  type PlanDetails,
  type PlannedAttribute,
  type ResourceDetails,
} from "../store/plan-details";
import type { PlannedResource } from "../store/plan-meta";
import { html, NOTHING, raw, type Html } from "./html";

/** What happens to a resource, as the page and its filters say it. */
export const ACTION_WORDS: Readonly<Record<Action, string>> = {
  destroy: "destroy",
  replace: "replace",
  update: "change",
  create: "create",
  forget: "forget",
  invoke: "invoke",
  "no-op": "note",
};

/** How many attributes are seen without a click: a plan of more is opened where it matters. */
const OPEN_MAX = 200;

/**
 * How many attributes a page has as elements. Of more, what is closed lies there as text, and becomes
 * elements when it is opened: half a million of them take a browser seconds before it shows any.
 */
const ELEMENTS_MAX = 2000;

/** How a resource is shown at first. */
interface Form {
  readonly open: boolean;
  readonly asText: boolean;
}

/** Resources of a plan by its parts, each with what changes in it. */
export function resourceGroups(
  resources: readonly PlannedResource[],
  details: PlanDetails | undefined,
): readonly Html[] {
  const known = byAddress(details);
  const changing = resources.filter(isOpened);
  const count = changing.reduce(
    (sum, { address }) => sum + (known.get(address)?.attributes.length ?? 0),
    0,
  );
  const all = details?.resources.reduce((sum, { attributes }) => sum + attributes.length, 0) ?? 0;
  const formOf = (resource: PlannedResource): Form => {
    const open = isOpened(resource) && count <= OPEN_MAX;
    return { open, asText: !open && all > ELEMENTS_MAX };
  };
  return bySubject(resources).map(
    ({ name, resources: members }) =>
      html`<section class="group">
        <h3>${name}</h3>
        ${members.map((one) => resourceHtml(one, known.get(one.address), formOf(one)))}
      </section> `,
  );
}

const isOpened = ({ action }: PlannedResource): boolean =>
  action === "update" || action === "replace";

function resourceHtml(
  resource: PlannedResource,
  details: ResourceDetails | undefined,
  { open, asText }: Form,
): Html {
  const { address, action } = resource;
  const preview = open ? "" : previewOf(resource, details);
  return html`<details
    class="resource ${action}"
    data-action="${action}"
    ${open ? html` open` : NOTHING}
  >
    <summary>
      <span class="action"
        ><span aria-hidden="true">${signOf(action).trim()} </span>${ACTION_WORDS[action]}</span
      ><span>${[thingOf(resource), ...notesOf(resource)].join(", ")}</span
      >${preview === "" ? NOTHING : html`<span class="quiet">${preview}</span>`}<code
        >${address}</code
      >
    </summary>
    ${asText ? textOf(bodyOf(resource, details)) : bodyOf(resource, details)}
  </details> `;
}

/** Mark-up as a text that is not run and not shown; all signs of the texts in it are escaped. */
const textOf = ({ text }: Html): Html => raw(`<script type="text/plain">${text}</script>`);

/** What a resource is within its part: `task log group`; by its type where it is the part itself. */
export const thingOf = ({ address, path, type }: PlannedResource): string =>
  partOf({ address, constructPath: path }) || type.replace(/^[^_]+_(?=.)/, "").replaceAll("_", " ");

function notesOf({ because = [], movedFrom, imported, trigger }: PlannedResource): string[] {
  return [
    ...(because.length > 0 ? [`because of ${because.join(", ")}`] : []),
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom}`]),
    ...(imported ? ["imported"] : []),
    ...(trigger === undefined ? [] : [trigger]),
  ];
}

const previewOf = (resource: PlannedResource, details: ResourceDetails | undefined): string =>
  attributeLines(resource, details, { longest: 30, most: 1 }).join(" ");

function bodyOf(resource: PlannedResource, details: ResourceDetails | undefined): Html {
  const { path } = resource;
  const attributes = details?.attributes ?? [];
  const wider = details?.wider ?? [];
  if (attributes.length + wider.length === 0) {
    const names = attributeLines(resource, undefined).join(" ");
    return html`<p>${names || "No attribute is told."} ${path ?? ""}</p>`;
  }
  return html`<ul>
      ${wider.map(({ words }) => html`<li><strong>More access</strong><span>${words}</span></li>`)}${attributes.map(attributeHtml)}
    </ul>
    ${path === undefined ? NOTHING : html`<p>${path}</p>`}`;
}

/** An attribute with what it was and what it will be. */
export function attributeHtml(change: PlannedAttribute): Html {
  const { path, after, unknown, forces } = change;
  const next = unknown && after === undefined ? UNKNOWN : after;
  // Nothing can be said of a document before all of it is known.
  const isDocument = next === UNKNOWN && /^[[{]/.test(String(change.before));
  const before = isDocument ? undefined : change.before;
  return html`<li>
    <code>${path}</code
    ><span class="value"
      >${before === undefined ? NOTHING : html`<del>${valueHtml(before)}</del>`}${before === undefined || next === undefined ? NOTHING : html` <span aria-hidden="true">→</span> `}${next === undefined ? html`${before === undefined ? "" : " "}<span class="said">goes</span>` : html`<ins>${valueHtml(next)}</ins>`}${forces ? html` <span class="forces">forces the replacement</span>` : NOTHING}</span
    >
  </li>`;
}

function valueHtml(value: unknown): Html {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 1);
  return html`<code>${text === "" ? '""' : text}</code>`;
}

/** Outputs that change, with their values where these are known. */
export function outputsHtml(names: readonly string[], details: PlanDetails | undefined): Html {
  const known = details?.outputs ?? [];
  if (names.length === 0) return NOTHING;
  const lines = known.length > 0 ? known.map((one) => changeInWords(one, 500)) : names;
  return html`<section class="panel" id="outputs">
    <h2>Outputs (${names.length})</h2>
    <ul>
      ${lines.map((line) => html`<li>${line}</li>`)}
    </ul>
  </section> `;
}
