// A notice that is seen without scrolling: in a bar at the top of the window, or where the page's owner wants it.

import { awaySheet, noticeSheet } from "./look.js";

const AWAY = "related-articles-notice"; // a name that no page has, so a shadow tree can be attached
const SEEN = 0.9; // share of a notice in sight, from which it needs no bar
const PAUSE = 1000; // milliseconds between two looks whether something has come to lie over a notice
const LOOKS = 8; // that a notice stands

const raised = new Map(); // element → its notice, until the reader has seen it
const dismissed = new WeakSet(); // notices
let bar;

// Puts a notice into the first element that `place` selects, and gives its host; nothing where none is shown.
export function placeNotice(box, place) {
  let found;
  try {
    found = document.querySelector(place);
  } catch {} // no selector
  if (!found?.getClientRects().length) {
    console.warn(`related-articles: notice-to="${place}" matches nothing that is shown, so the notice comes to the top`);
    return;
  }
  found.querySelector(`:scope>${AWAY}`)?.remove(); // as a page cache leaves it: empty
  const host = makeHost(box);
  found.prepend(host);
  return host;
}

// Shows the notice of an element at the top of the window too, unless it is in sight where it stands; until it comes
// into sight or is dismissed. Something that is laid over it later, as cookie bars are, brings it to the top again.
// One at a time, the most urgent.
export function raise(element, box, words) {
  let share; // of the box, in sight
  let looks = LOOKS;
  const look = () => {
    if (!box.isConnected || dismissed.has(box) || !looks) return clearInterval(timer), observer.disconnect();
    const isHere = share >= SEEN && (box.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true);
    const isSeen = isHere && !isCovered(box);
    const isFirst = looks === LOOKS;
    if (isSeen) raised.clear();
    else if (isFirst || isHere) raised.set(element, box);
    if (isSeen && isFirst) box.setAttribute("role", "alert");
    if (isFirst || !raised.size) looks--;
    showBar(words);
  };
  const timer = setInterval(() => share === undefined || look(), PAUSE);
  const observer = new IntersectionObserver(([entry]) => ((share = entry.intersectionRatio), look()), { threshold: SEEN });
  observer.observe(box);
}

// Whether something else lies over one of three points of a notice. A bar of ours counts for nothing.
function isCovered(box) {
  const { x, y, width, height } = box.getBoundingClientRect();
  let top = box; // what the document knows of it
  while (top.getRootNode().host) top = top.getRootNode().host;
  return [0.1, 0.5, 0.9].some((part) => {
    const found = document.elementsFromPoint(x + part * width, y + part * height).find((each) => each !== bar?.host);
    return !top.contains(found ?? null);
  });
}

// Takes back what an element has raised.
export function lower(element, words) {
  if (raised.delete(element)) showBar(words);
}

function showBar(words) {
  const boxes = [...raised.values()];
  const box = boxes.find((each) => each.dataset.level === "emergency") ?? boxes[0];
  if (bar?.box === box) return;
  clearTimeout(bar?.timer);
  bar?.host.remove();
  bar = undefined;
  if (!box) return;
  const copy = box.cloneNode(true);
  copy.setAttribute("role", "alert");
  const close = document.createElement("button"); // no part, so that no theme takes it away
  close.className = "close";
  close.textContent = "×";
  close.setAttribute("aria-label", words.close ?? "×");
  close.onclick = () => {
    for (const each of raised.values()) dismissed.add(each);
    raised.clear();
    showBar();
  };
  copy.append(close);
  const host = makeHost(copy);
  host.setAttribute("popover", "manual"); // in the top layer, above all of the page; the focus stays where it is
  bar = { box, host };
  keepOnTop();
}

// Brings the bar above what has come to lie over it: a dialog, the page's own popover. While a dialog is modal, only what
// stands in it can be used. A bar that cannot be helped is left in peace for some time.
function keepOnTop() {
  const { host } = bar;
  const places = isOnTop(host) ? [] : [null, ...[...document.querySelectorAll("dialog:modal")].reverse()];
  for (const dialog of places) {
    if (dialog) dialog.append(host);
    else document.body.before(host); // so no rule for children of the body changes, and the keyboard comes to it first
    host.showPopover?.();
    if (isOnTop(host)) break;
  }
  bar.timer = setTimeout(keepOnTop, isOnTop(host) ? PAUSE / 4 : PAUSE * LOOKS);
}

function isOnTop(host) {
  const { x, y, width, height } = host.getBoundingClientRect();
  return document.elementFromPoint(x + width / 2, y + height / 2) === host;
}

function makeHost(box) {
  const host = document.createElement(AWAY);
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [noticeSheet, awaySheet];
  root.append(box);
  return host;
}
