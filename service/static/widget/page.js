// The page as its reader reads it: the title and the text of its main content.
// recommender/extract/ reads HTML by the same rule; the pages in tests/data/pages hold both to it.

import { isHome, oneLine, windowTitle, words } from "./title.js";

const UNREAD =
  "script,style,noscript,template,iframe,svg,object,nav,[role=navigation],[role=search],[role=dialog]," +
  "related-articles,related-articles-notice,.related-articles," +
  "input,textarea,select,option,datalist,output,meter,progress";
const FOOTER = "footer,[role=contentinfo]";
const HEADER = "header,[role=banner]";
const MAIN = "main,[role=main]";

// Blocks in HTML, however a theme lays them out. (Words that a script moves about are inline-block elements.)
const BLOCK =
  /^(address|article|aside|blockquote|body|caption|center|d[dlt]|details|dialog|div|fieldset|fig.+|footer|form|h[1-6r]|header|hgroup|legend|li|main|menu|[ou]l|p|pre|section|summary|t[dhr]|table|tbody|tfoot|thead)$/;
const LAID_OUT = /^(block|flex|flow|grid|list|table)/;

// Classes by which themes name what leads to other pages.
const LEADS_ON =
  /(^|[\s_-])(post-?navigation|nav-?links|pagination|pager|breadcrumbs?|(jp-?)?related-?posts?|(tag|cat)s?-?links|recent-?comments)($|[\s_-])/i;

const END = "\x1e"; // of a line in a list, until the text is tidied

const FEWEST_WORDS = 25; // for an article to be the main content; beside its h1 if it has one
const FEWEST_TOLD = 8; // for an article to say something beside others
const LONGEST_LEAD = 100; // words, with the heading
const MENU_SHARE = 0.8; // of the characters, in links
const LONGEST_ENTRY = 15; // words

// `from` names the element to read, in place of the main content. A page that is not yet there says nothing.
export function readPage(from) {
  const facts = new Map();
  if (document.body) survey(document.body, facts);
  const asked = named(from, facts);
  const root = asked ?? mainContent(facts);
  if (!facts.has(root)) return { title: windowTitle([]), text: "" };
  const heading = headingFor(root, facts);
  const title = heading ? oneLine(read(heading, heading, facts)) : windowTitle(headings(facts, true).map((each) => each.textContent));
  const lead = heading && !asked ? leadOf(heading, root, facts) : "";
  return { title, text: tidy(`${lead}\n\n${read(root, root, facts, heading)}`) };
}

// What is read of an element, by weight: its characters, of those the ones in links and in links to the home page, its
// links, and the words of the longest. `facts` has what is read, parents first; slots and shadow trees are where they
// show. What is not read counts in nothing, so that a long menu never makes a menu of the short text that it stands beside.
function survey(element, facts, parent, asked = false) {
  const { display, float, position, whiteSpace } = getComputedStyle(element);
  if (display === "none" || (!asked && isSilent(element, parent, facts))) return;
  const name = element.localName;
  const above = facts.get(parent);
  const fact = { parent, size: 0, linked: 0, home: 0, links: 0, longest: 0 };
  facts.set(element, fact);
  fact.isMasthead = element.matches(HEADER) && isFrame(parent, facts);
  fact.isBlock = BLOCK.test(name) && !display.startsWith("inline");
  fact.arranges = /flex|grid/.test(display) || (display === "contents" && above?.arranges);
  fact.isApart = LAID_OUT.test(display) && float === "none" && !/^(abs|fix)/.test(position) && !above?.arranges;
  fact.hasBreaks = /^(pre|break)/.test(whiteSpace);
  for (const child of childrenOf(element)) {
    if (child.nodeType === Node.TEXT_NODE) fact.size += child.data.replace(/\s+/g, "").length;
    const inner = child.nodeType === Node.ELEMENT_NODE && survey(child, facts, element);
    if (!inner || inner.isMenu || inner.isMasthead) continue;
    for (const weight of ["size", "linked", "home", "links"]) fact[weight] += inner[weight];
    fact.longest = Math.max(fact.longest, inner.longest);
  }
  if (element.matches("a[href]")) {
    Object.assign(fact, { linked: fact.size, home: isHome(element) * fact.size, links: 1, longest: words(element.textContent) });
  }
  fact.isMenu =
    fact.links > 1 && fact.linked >= MENU_SHARE * fact.size && fact.longest <= LONGEST_ENTRY && /^([ou]l|div|section|aside)$/.test(name);
  return fact;
}

// As they are shown: a shadow tree in place of what it is attached to, and in its slots what belongs there.
function childrenOf(node) {
  const placed = node.localName === "slot" ? node.assignedNodes() : [];
  return placed.length ? placed : (node.shadowRoot ?? node).childNodes;
}

// Among others the mark of a footnote.
function isSilent(element, parent, facts) {
  return (
    element.matches(UNREAD) ||
    element.isContentEditable ||
    LEADS_ON.test(element.getAttribute("class") ?? "") ||
    (element.localName === "button" && !element.matches("[aria-expanded],summary *,:is(h1,h2,h3,h4,h5,h6) *")) ||
    (element.localName === "sup" && /^\s*(\d+|\[\d+\])\s*$/.test(element.textContent)) ||
    (element.matches(FOOTER) && isFrame(parent, facts))
  );
}

// Whether a header or footer is the site's.
function isFrame(parent, facts) {
  return parent === document.body || !isWithin(parent, `article,${MAIN},blockquote`, facts);
}

// An element, what it stands in, and so on.
function path(element, facts) {
  const found = [];
  for (let each = element; each; each = facts.get(each).parent) found.push(each);
  return found;
}

function isWithin(element, selector, facts) {
  return path(element, facts).some((each) => each.matches(selector));
}

const missed = new Set(); // selectors, of which the console is told once

function named(from, facts) {
  if (!from) return;
  let found;
  try {
    found = document.querySelector(from);
  } catch {} // no selector
  if (found && !facts.has(found)) survey(found, facts, undefined, true);
  if (!found && !missed.has(from)) console.warn(`related-articles: text-from="${from}" matches nothing, so the main content is read`);
  if (!found) missed.add(from);
  return found;
}

function mainContent(facts) {
  const size = (element) => facts.get(element).size;
  const most = (elements) => elements.reduce((best, each) => (best && size(best) >= size(each) ? best : each), null);
  const all = (selector) => [...facts.keys()].filter((each) => each.matches(selector));
  const count = (element, heading) => words(read(element, element, facts, heading));
  const articles = all("article").filter((each) => !isWithin(facts.get(each).parent, "article,nav,footer,aside", facts));
  const h1s = headings(facts);
  const inside = (article) => h1s.find((each) => isRead(each, article, facts));
  const headed = most(articles.filter(inside));
  if (headed && count(headed, inside(headed)) >= FEWEST_WORDS) return headed;
  const [only, another] = articles.filter((each) => count(each) >= FEWEST_TOLD);
  if (only && !another && size(only) >= size(document.body) / 2) return only;
  const main = most(all(MAIN));
  return main && size(main) ? main : document.body;
}

// Every h1 that says something; or instead those that say the name of the site, and lead to its home page.
function headings(facts, ofSite = false) {
  return [...facts.keys()].filter((each) => {
    const { size, home } = facts.get(each);
    return each.localName === "h1" && size && (home === size || path(each, facts).some(isHome)) === ofSite;
  });
}

// The heading of what is read: in it, in the main that it stands in, or above it.
function headingFor(root, facts) {
  const h1s = headings(facts);
  const main = path(root, facts).find((each) => each.matches(MAIN));
  const isAbove = (each) => root.compareDocumentPosition(each) !== Node.DOCUMENT_POSITION_FOLLOWING;
  return (
    h1s.find((each) => isRead(each, root, facts)) ??
    (main && h1s.find((each) => isRead(each, main, facts))) ??
    h1s.find((each) => isAbove(each) && !isWithin(each, "article,aside", facts))
  );
}

// What stands beside a heading that is outside of what is read: the subheading of a masthead.
function leadOf(heading, root, facts) {
  if (isRead(heading, root, facts)) return "";
  const around = path(root, facts);
  for (const each of path(heading, facts).slice(1)) {
    const lead = around.includes(each) ? "" : tidy(read(each, each, facts, heading));
    if (lead) return words(lead) + words(read(heading, heading, facts)) <= LONGEST_LEAD ? lead : "";
  }
  return "";
}

function isRead(element, root, facts) {
  for (let each = element; each !== root; each = facts.get(each).parent) {
    if (!each || isAside(each, root, facts)) return false;
  }
  return true;
}

// Menus, unless there is nothing else; the site's header; and in an article the articles that are not most of it:
// comments, teasers.
function isAside(element, root, facts) {
  const { isMenu, isMasthead, size } = facts.get(element);
  const whole = facts.get(root).size;
  const isNested = element !== root && element.localName === "article" && root.localName === "article";
  return isMasthead || (isMenu && whole > 0) || (isNested && size < whole / 2 && isBeside(element, root, facts));
}

// Whether an article within another is a comment on it or a teaser, by what its theme calls it.
function isBeside(article, root, facts) {
  const above = path(article, facts);
  const own = above.slice(0, above.indexOf(root));
  return own.some((each) => /comment|repl(y|ies)|respon[ds]|relat|teaser|card|preview|recommend/i.test(`${each.className} ${each.id}`));
}

function read(node, root, facts, heading) {
  const fact = facts.get(node);
  if (!fact || (node !== root && (node === heading || isAside(node, root, facts)))) return "";
  if (node !== root && node.localName === "h1" && fact.size && fact.home === fact.size) return ""; // the site's name
  const inside = (element) => content(element, root, facts, heading);
  switch (node.localName) {
    case "br": return "\n";
    case "tr": return row(node, Array.from(node.children, (cell) => facts.has(cell) && tidy(inside(cell))).filter(Boolean));
    case "li": return item(tidy(inside(node)));
    case "dt": return isEntry(node.nextElementSibling, "dd", facts) ? "" : item(tidy(inside(node)));
    case "dd": {
      const term = node.previousElementSibling;
      return item(isEntry(term, "dt", facts) && tidy(inside(term)), tidy(inside(node)));
    }
  }
  const text = inside(node);
  return fact.isBlock ? `\n\n${text}\n\n` : fact.isApart ? ` ${text} ` : text;
}

function content(element, root, facts, heading) {
  const spaces = facts.get(element).hasBreaks ? /[^\S\n]+/g : /\s+/g;
  const say = (node) => (node.nodeType === Node.TEXT_NODE ? node.data.replace(spaces, " ") : read(node, root, facts, heading));
  return Array.from(childrenOf(element), say).join("");
}

const isEntry = (element, name, facts) => element?.localName === name && facts.has(element);

// A line of its own, which is told by how it begins from a line that goes on; of two parts, a label and what it says.
function item(...parts) {
  const [first, second] = parts.filter(Boolean);
  if (second) return `${END}${first.replace(/:$/, "")}: ${second}${END}`;
  return first ? END + first.replace(/^(- )?/, "- ") + END : "";
}

// A row of a table: an item, or more cells between bars. Where a cell holds paragraphs, or the row another table, it is
// layout, and its cells are blocks.
function row(element, cells) {
  if (element.querySelector("tr") || cells.some((cell) => cell.includes("\n\n"))) return `\n\n${cells.join("\n\n")}\n\n`;
  return cells.length > 2 ? END + cells.join(" | ") + END : item(...cells);
}

function tidy(text) {
  return text
    .replace(/[^\S\n]+/g, " ")
    .replace(/[\x1e ]*\x1e[\x1e ]*/g, "\n")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}
