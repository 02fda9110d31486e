// What a page is called where it has no heading: the name for sharing, else the window's, less the site's.

// `named`: what else the site is called.
export function windowTitle(named) {
  const known = [meta("property", "og:site_name"), meta("name", "application-name"), ...named, ...homeLinks()];
  return withoutSite(oneLine(meta("property", "og:title")) || oneLine(document.title), known.map(oneLine).filter(Boolean));
}

function meta(attribute, name) {
  return document.querySelector(`meta[${attribute}="${name}"]`)?.content ?? "";
}

// Whether an element is a link to the site's home page.
export function isHome(element) {
  if (!element.matches("a[href]")) return false;
  return /^(\/|\.\/|index\.html)$/.test(element.getAttribute("href").trim()) || element.href === `${location.origin}/`;
}

function homeLinks() {
  const marks = ["site-title", "site-name", "logo", "brand"].flatMap((name) => [`[class*=${name} i]`, `[id*=${name} i]`]);
  return [...document.links].filter((each) => isHome(each) && each.closest(`header,${marks}`)).map((each) => each.textContent);
}

// What stands between a title and the name of its site, and what may besides where that name is known.
const BETWEEN = /^\s([|–—·»-]|::)\s$/;
const BESIDE_KNOWN = /(?:\s(?:[|–—·•»«/-]|::|\|\|)|:)\s/g;

// Words of a sentence, which the name of a site is not.
const SAID = /^(i|i'm|i've|my|me|can't|cannot|can|don't|is|are|am|was|has|have|had|not|no|after|with|since)$/;

// One name goes, of several that may stand there.
function withoutSite(title, names) {
  const cuts = [...title.matchAll(BESIDE_KNOWN)].map(({ 0: between, index }) => {
    return { first: title.slice(0, index), between, last: title.slice(index + between.length) };
  });
  const isSite = (part) => names.some((name) => name.toLowerCase() === part.toLowerCase());
  const known = cuts.find(({ last }) => isSite(last))?.first || cuts.find(({ first }) => isSite(first))?.last;
  const unknown = cuts.findLast(({ between }) => BETWEEN.test(between));
  const [start] = cuts.filter(({ between }) => BETWEEN.test(between));
  const leads = start && isOrganisation(start.first) && !isOrganisation(unknown.last) && start.last;
  return known || leads || (unknown && isName(unknown.last) && unknown.first) || title;
}

function isName(part) {
  const said = part.toLowerCase().replace(/’/g, "'").split(/[^\p{L}\p{N}']+/u);
  return words(part) <= 6 && !/^\p{Ll}|[?!.]$/u.test(part) && !said.some((word) => SAID.test(word));
}

// Whether a name says what bears it: only such a one may stand in front.
function isOrganisation(part) {
  return isName(part) && /\b(association|blog|charity|clinic|forum|foundation|health|hospital|nhs|physio\w*|society|trust)\b/i.test(part);
}

export const oneLine = (text) => text.replace(/\s+/g, " ").trim();
export const words = (text) => text.split(/\s+/).filter(Boolean).length;
