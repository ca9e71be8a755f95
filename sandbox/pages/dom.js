// Elements are described afresh for every state and patched into what is on the page,
// so that focus, typed text, ticked boxes and scroll positions stay where they are.

const SVG = "http://www.w3.org/2000/svg";

/** Makes an element. Text is only ever text: there is no way to pass markup. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || (value === false && !name.startsWith("aria-"))) continue;
    element.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A drawing from the page's own sprite; never read out, as words always stand beside it. */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", className);
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

/** Text from outside, kept from turning the text around it. */
export function isolated(text, direction = "auto") {
  return h("bdi", { dir: direction }, text);
}

export function button(action, className, attributes, ...children) {
  return h("button", { type: "button", class: className, "data-do": action, ...attributes }, ...children);
}

/** A part that unfolds. The person's own opening and closing is kept. */
export function fold(key, className, summary, ...content) {
  return h("details", { class: className, "data-key": key }, h("summary", null, summary), ...content);
}

/** Makes `old` have the content of `fresh`. What is marked as still is never drawn again. */
export function patch(old, fresh) {
  patchAttributes(old, fresh);
  patchChildren(old, fresh);
}

function patchAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !ownedByPerson(old, name)) old.removeAttribute(name);
  }
  for (const { name, value } of [...fresh.attributes]) {
    if (old.getAttribute(name) !== value && !ownedByPerson(old, name)) old.setAttribute(name, value);
  }
}

function ownedByPerson(element, name) {
  return (element.tagName === "DETAILS" && name === "open")
    || (element.tagName === "INPUT" && (name === "checked" || name === "value"));
}

function patchChildren(old, fresh) {
  const wanted = new Set([...fresh.children].map(key).filter(Boolean));
  const keyed = new Map();
  for (const child of [...old.children]) {
    if (!key(child)) continue;
    if (wanted.has(key(child))) keyed.set(key(child), child);
    else child.remove();
  }

  let here = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const match = key(next) ? keyed.get(key(next)) : here;
    // A moved element loses its focus and its scroll position: rather what has no name gives way.
    while (key(next) && match && here !== match && here && !key(here)) here = removed(here);
    if (match && sameKind(match, next)) {
      if (match === here) here = here.nextSibling;
      else old.insertBefore(match, here);
      if (match.nodeType === Node.TEXT_NODE) {
        if (match.data !== next.data) match.data = next.data;
      } else if (!match.hasAttribute("data-still")) {
        patch(match, next);
      }
    } else {
      old.insertBefore(next, here);
    }
  }
  while (here) here = removed(here);
}

/** Takes a node away and returns the one after it. */
function removed(node) {
  const after = node.nextSibling;
  node.remove();
  return after;
}

function key(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute("data-key") : null;
}

function sameKind(one, other) {
  return one.nodeName === other.nodeName && key(one) === key(other);
}
