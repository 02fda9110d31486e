// A notice that is seen without scrolling: in a bar at the top of the window, or where the page's owner wants it.

import { awaySheet, noticeSheet } from "./look.js";

const AWAY = "related-articles-notice"; // a name that no page has, so a shadow tree can be attached
const SEEN = 0.9; // share of a notice in sight, from which it needs no bar
const raised = new Map(); // element → its notice, until the reader has seen it
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
// into sight or is dismissed. One at a time, the most urgent.
export function raise(element, box, words) {
  let isFirst = true;
  const look = ([{ intersectionRatio: share }], observer) => {
    if (!box.isConnected) return observer.disconnect();
    const isSeen = share >= SEEN && (box.checkVisibility?.({ opacityProperty: true, visibilityProperty: true }) ?? true);
    if (isSeen) raised.clear();
    else if (isFirst) raised.set(element, box);
    if (isSeen && isFirst) box.setAttribute("role", "alert");
    isFirst = false;
    showBar(words);
  };
  new IntersectionObserver(look, { threshold: SEEN }).observe(box);
}

// Takes back what an element has raised.
export function lower(element, words) {
  if (raised.delete(element)) showBar(words);
}

function showBar(words) {
  const boxes = [...raised.values()];
  const box = boxes.find((each) => each.dataset.level === "emergency") ?? boxes[0];
  if (bar?.box === box) return;
  bar?.host.remove();
  bar = undefined;
  if (!box) return;
  const copy = box.cloneNode(true);
  copy.setAttribute("role", "alert");
  const close = document.createElement("button"); // no part, so that no theme takes it away
  close.className = "close";
  close.textContent = "×";
  close.setAttribute("aria-label", words.close ?? "×");
  close.onclick = () => (raised.clear(), showBar());
  copy.append(close);
  const host = makeHost(copy);
  host.setAttribute("popover", "manual"); // in the top layer, above all of the page; the focus stays where it is
  document.body.before(host); // so no rule for children of the body changes, and the keyboard comes to it first
  host.showPopover?.();
  bar = { box, host };
}

function makeHost(box) {
  const host = document.createElement(AWAY);
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [noticeSheet, awaySheet];
  root.append(box);
  return host;
}
