/** Building pages without a line of HTML in a string: works under `trusted-types 'none'`. */

import { MalformedError } from "./errors.ts";
import { localTime } from "./format.ts";

const SVG = "http://www.w3.org/2000/svg";
const ICONS = "/static/built/icons.svg";
const LINK = /^(\/(?!\/)|#|https:\/\/|mailto:|tel:|blob:)/;

export type Child = Node | string;
export type Attributes = { readonly [name: string]: string | boolean };

/** Return the element of this page with the id *id*; it is part of the page, so it must be there. */
export function find<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new MalformedError(`the page has no ${type.name} #${id}`);
  return found;
}

/** Return a new *tag* element; scripts, inline handlers and styles are refused. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) setAttribute(element, name, value);
  element.append(...children);
  return element;
}

/** Put *children* in the place of all that *parent* holds. */
export function fill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren(...children);
}

/** Show or hide *element*. */
export function show(element: HTMLElement, visible = true): void {
  element.hidden = !visible;
}

/** Return the icon *name* (of the sprite), hidden from screen readers: text says what it means. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  svg.append(use);
  return svg;
}

/** Return the instant *text* (as `time.ts` writes it) in the viewer's zone, with UTC beside it. */
export function timeOf(text: string): HTMLTimeElement {
  return el("time", { datetime: text, title: text }, localTime(text));
}

/** Say *message* in the live region *region*, so that it is also heard. */
export function announce(region: HTMLElement, message: string): void {
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = message; // a change is read out, the same text again is not
  });
}

/** Run *act* on each submission of *form*, one at a time, with its buttons disabled meanwhile. */
export function onSubmit(form: HTMLFormElement, act: () => Promise<void>): void {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    busy(form, true);
    void act().finally(() => busy(form, false));
  });
}

function busy(form: HTMLFormElement, isBusy: boolean): void {
  form.setAttribute("aria-busy", String(isBusy));
  for (const button of form.querySelectorAll("button")) button.disabled = isBusy;
}

function setAttribute(element: HTMLElement, name: string, value: string | boolean): void {
  const isLink = name === "href" || name === "src" || name === "action" || name === "formaction";
  if (/^(on|style$|srcdoc$)/i.test(name) || (isLink && !LINK.test(String(value)))) {
    throw new MalformedError(`attribute ${name} is not allowed`);
  }
  if (typeof value === "boolean") element.toggleAttribute(name, value);
  else element.setAttribute(name, value);
}
