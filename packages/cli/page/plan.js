// The search and the filters of a plan's page, and what is opened in a large one.
"use strict";

const search = document.getElementById("search");
const shown = document.getElementById("shown");
const filters = [...document.querySelectorAll("[data-filter]")];
const resources = [...document.querySelectorAll(".resource")];
const groups = [...document.querySelectorAll(".group, .section")];

/** What is searched in a resource, read when somebody searches first. */
const texts = new Map();

/** Signs that are escaped in mark-up. */
const SIGNS = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

function textOf(resource) {
  let text = texts.get(resource);
  if (text === undefined) {
    const subject = resource.closest(".group").querySelector("h3").textContent;
    const known = resource.textContent
      .replace(/<[^>]*>/g, " ")
      .replace(/&(?:amp|lt|gt|quot|#39);/g, (sign) => SIGNS[sign]);
    texts.set(resource, (text = `${subject} ${known}`.toLowerCase()));
  }
  return text;
}

// What is closed in a large plan lies there as text.
for (const resource of resources) {
  resource.addEventListener("toggle", () => {
    const body = resource.querySelector("script");
    if (resource.open && body) body.outerHTML = body.textContent;
  });
}

function apply() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const off = new Set(
    filters
      .filter((button) => button.getAttribute("aria-pressed") === "false")
      .map((button) => button.dataset.filter),
  );
  let count = 0;
  for (const resource of resources) {
    const isShown =
      !off.has(resource.dataset.action) && words.every((word) => textOf(resource).includes(word));
    resource.hidden = !isShown;
    if (isShown) count++;
  }
  for (const group of groups) {
    group.hidden = group.querySelector(".resource:not([hidden])") === null;
  }
  shown.textContent =
    count === resources.length ? "" : `${count} of ${resources.length} resources are shown`;
}

search.addEventListener("input", apply);
for (const button of filters) {
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") === "false"));
    apply();
  });
}
for (const button of document.querySelectorAll("[data-open]")) {
  button.addEventListener("click", () => {
    for (const resource of resources) {
      if (!resource.hidden) resource.open = button.dataset.open === "true";
    }
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target === search) return;
  event.preventDefault();
  search.focus();
});
document.querySelector(".tools").hidden = false;
