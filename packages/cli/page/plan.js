// The search and the filters of a plan's page. All that it shows is there without this as well.
"use strict";

const search = document.getElementById("search");
const shown = document.getElementById("shown");
const filters = [...document.querySelectorAll("[data-filter]")];
const resources = [...document.querySelectorAll(".resource")];
const groups = [...document.querySelectorAll(".group, .section")];

/** What is searched in a resource, read when somebody searches first. */
const texts = new Map();

function textOf(resource) {
  let text = texts.get(resource);
  if (text === undefined) {
    const subject = resource.closest(".group").querySelector("h3").textContent;
    texts.set(resource, (text = `${subject} ${resource.textContent}`.toLowerCase()));
  }
  return text;
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
