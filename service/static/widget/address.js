// Where the reader is: the page's address, and word of pages that replace one another without being loaded.

const QUIET = 150; // milliseconds without a change, after which a page is looked at
const LONGEST_WAIT = 1000; // milliseconds; some pages are never quiet
const WATCHED = 8000; // milliseconds in which what a page brings is waited for

let outdated; // a canonical address that stayed where the page moved on

// A query may hold a name or a search, so it is left out.
export function pageAddress() {
  const canonical = canonicalAddress();
  return canonical && canonical !== outdated ? canonical : location.origin + location.pathname;
}

function canonicalAddress() {
  return document.querySelector("link[rel~=canonical][href]")?.href;
}

// Calls `look` when the address has changed, and as long as its page may still be coming. The address of a mere
// place within the page is none.
export function followMoves(look) {
  let canonical = canonicalAddress();
  let href = whereabouts();
  let stop = () => {};
  const compare = () => {
    if (href === whereabouts()) return;
    href = whereabouts();
    const before = canonical;
    stop();
    stop = watch(() => {
      canonical = canonicalAddress();
      outdated = canonical === before ? before : undefined;
      look();
    });
  };
  if (window.navigation) {
    navigation.addEventListener("currententrychange", compare);
  } else {
    addEventListener("popstate", compare);
    setInterval(compare, 500); // nothing tells of pushState
  }
}

export const whereabouts = () => location.href.replace(/#(?![/!]).*/, "");

// Calls `look` soon, whenever the page has changed and come to rest, and once at the end of WATCHED. Gives what ends it.
export function watch(look) {
  let timer;
  let since;
  const wait = () => {
    const now = performance.now();
    since ??= now;
    clearTimeout(timer);
    timer = setTimeout(() => ((since = undefined), look()), Math.min(QUIET, since + LONGEST_WAIT - now));
  };
  const observer = new MutationObserver(wait);
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ["class", "hidden", "open", "style"] });
  const stop = () => (observer.disconnect(), clearTimeout(timer), clearTimeout(end));
  const end = setTimeout(() => (stop(), look()), WATCHED);
  wait();
  return stop;
}

// Once the page is there and the browser has nothing more urgent to do.
export async function idle() {
  if (document.readyState === "loading") await new Promise((done) => addEventListener("DOMContentLoaded", done, { once: true }));
  await new Promise((done) => (window.requestIdleCallback ? requestIdleCallback(done, { timeout: 300 }) : setTimeout(done, 50)));
}
