// The page as its reader reads it: the title and the text of its main content.
// recommender/extract/ reads HTML by the same rule; the pages in tests/data/pages hold both to it.

const UNREAD =
  "script,style,noscript,template,iframe,svg,object,nav,[role=navigation],[role=search],[role=dialog]," +
  "related-articles,related-articles-notice,.related-articles," +
  "input,textarea,select,option,datalist,output,meter,progress";
const FRAME = "footer,header,[role=contentinfo],[role=banner]";
const MAIN = "main,[role=main]";

// Blocks in HTML, however a theme lays them out; of other elements the theme's word counts.
const BLOCK = /^(address|article|aside|blockquote|d[dlt]|details|div|fig.*|footer|form|h[1-6r]|header|li|main|[ou]l|p|pre|section|summary|table)$/;

// Lines of a list, not paragraphs. Their ends are marked until the text is tidied.
const ITEM = /^(li|d[dt])$/;
const END = "\x1e";

const FEWEST_WORDS = 25; // beside its h1, for an article to be the main content whatever else there is
const MENU_SHARE = 0.8; // of the characters, in links
const LONGEST_ENTRY = 15; // words

// `from` names the element to read, in place of the main content. A page that is not yet there says nothing.
export function readPage(from) {
  const facts = new Map();
  if (document.body) survey(document.body, facts);
  const root = named(from, facts) ?? mainContent(facts);
  const main = root?.closest(MAIN);
  const heading = root && headingOf(root, facts);
  const above = heading || !main ? heading : headingOf(main, facts);
  const title = above ? oneLine(read(above, above, facts)) : windowTitle();
  return { title, text: root ? tidy(read(root, root, facts, heading)) : "" };
}

// What is read of an element, by weight: its characters, of those the ones in links, its links, and the words of the
// longest. Elements that are not read are not in `facts`. What is not read counts in nothing, so that a long menu
// never makes a menu of the short text that it stands beside.
function survey(element, facts, asked = false) {
  const { display, whiteSpace } = getComputedStyle(element);
  if (display === "none" || (!asked && isSilent(element))) return;
  const name = element.localName;
  const fact = { size: 0, linked: 0, links: 0, longest: 0 };
  for (const child of element.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) fact.size += child.data.replace(/\s+/g, "").length;
    const inner = child.nodeType === Node.ELEMENT_NODE && survey(child, facts);
    if (!inner || inner.isMenu) continue;
    fact.size += inner.size;
    fact.linked += inner.linked;
    fact.links += inner.links;
    fact.longest = Math.max(fact.longest, inner.longest);
  }
  if (element.matches("a[href]")) Object.assign(fact, { linked: fact.size, links: 1, longest: words(element.textContent) });
  fact.isMenu =
    fact.links > 1 &&
    fact.linked >= MENU_SHARE * fact.size &&
    fact.longest <= LONGEST_ENTRY &&
    /^([ou]l|div|section|aside|p)$/.test(name);
  fact.isBlock = BLOCK.test(name) || !/^(inline|contents|ruby)/.test(display);
  fact.hasBreaks = /^(pre|break)/.test(whiteSpace);
  facts.set(element, fact);
  return fact;
}

function isSilent(element) {
  return (
    element.matches(UNREAD) ||
    element.isContentEditable ||
    (element.localName === "button" && !element.matches("[aria-expanded],summary *,:is(h1,h2,h3,h4,h5,h6) *")) ||
    (element.matches(FRAME) && (element.parentElement === document.body || !element.closest(`article,${MAIN}`)))
  );
}

const missed = new Set(); // selectors, of which the console is told once

function named(from, facts) {
  if (!from) return;
  let found;
  try {
    found = document.querySelector(from);
  } catch {} // no selector
  if (found && !facts.has(found)) survey(found, facts, true);
  if (!found && !missed.has(from)) console.warn(`related-articles: text-from="${from}" matches nothing, so the main content is read`);
  if (!found) missed.add(from);
  return found;
}

function mainContent(facts) {
  const most = (elements) => elements.reduce((best, each) => (best && size(best) >= size(each) ? best : each), null);
  const size = (element) => facts.get(element).size;
  const all = (selector) => [...document.querySelectorAll(selector)].filter((each) => facts.has(each));
  const articles = all("article").filter((each) => !each.parentElement.closest("article,nav,footer,aside"));
  const headed = most(articles.filter((each) => headingOf(each, facts)));
  const article = headed ?? most(articles);
  if (article) {
    const told = headed && words(read(headed, headed, facts, headingOf(headed, facts))) >= FEWEST_WORDS;
    if (told || size(article) >= size(document.body) / 2) return article;
  }
  const main = most(all(MAIN));
  return main && size(main) ? main : document.body;
}

// The first h1 that is read and says something.
function headingOf(root, facts) {
  return [...root.querySelectorAll("h1")].find((each) => isRead(each, root, facts) && facts.get(each).size);
}

function isRead(element, root, facts) {
  for (let each = element; each !== root; each = each.parentElement) {
    if (!facts.has(each) || isAside(each, root, facts)) return false;
  }
  return true;
}

// Menus, unless there is nothing else; and articles within the main content that are not most of it: comments, teasers.
function isAside(element, root, facts) {
  const { isMenu, size } = facts.get(element);
  const whole = facts.get(root).size;
  return (isMenu && whole > 0) || (element.localName === "article" && size < whole / 2);
}

function read(node, root, facts, heading) {
  if (node.nodeType === Node.TEXT_NODE) {
    const breaks = facts.get(node.parentElement).hasBreaks;
    return node.data.replace(breaks ? /[^\S\n]+/g : /\s+/g, " ");
  }
  const fact = facts.get(node);
  if (!fact || (node !== root && isAside(node, root, facts))) return "";
  if (node.localName === "br") return "\n";
  const inside = (child) => read(child, root, facts, heading);
  if (node.localName === "tr") return row(node, Array.from(node.children, (cell) => tidy(inside(cell))).filter(Boolean));
  const text = node === heading ? "" : Array.from(node.childNodes, inside).join("");
  if (ITEM.test(node.localName)) return END + text + END;
  return fact.isBlock ? `\n\n${text}\n\n` : text;
}

// A row of a table: two cells as a label and what it says, more between bars. Where a cell holds paragraphs, or the row
// another table, it is layout, and its cells are blocks.
function row(element, cells) {
  if (element.querySelector("tr") || cells.some((cell) => cell.includes("\n\n"))) return `\n\n${cells.join("\n\n")}\n\n`;
  const [first, second] = cells;
  return END + (cells.length === 2 ? `${first.replace(/:$/, "")}: ${second}` : cells.join(" | ")) + END;
}

function tidy(text) {
  return text
    .replace(/[^\S\n]+/g, " ")
    .replace(/[\x1e ]*\x1e[\x1e ]*/g, "\n")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

const oneLine = (text) => text.replace(/\s+/g, " ").trim();
const words = (text) => text.split(/\s+/).filter(Boolean).length;

// What the page is called where it has no heading: the name for sharing, else the window's, less the site's.
function windowTitle() {
  const shared = oneLine(meta("property", "og:title"));
  return withoutSite(shared || oneLine(document.title), [meta("property", "og:site_name"), meta("name", "application-name")]);
}

function meta(attribute, name) {
  return document.querySelector(`meta[${attribute}="${name}"]`)?.content ?? "";
}

// Words of a sentence, which the name of a site is not.
const SAID = /^(i|i'm|i've|my|me|can't|cannot|can|don't|is|are|am|has|have|had|not|no|after|with|since)$/;

function withoutSite(title, names) {
  const parts = title.split(/(\s(?:[|–—·»-]|::)\s)/); // with what stands between them
  const [first, last] = [parts[0], parts.at(-1)];
  const isSite = (part) => names.some((name) => name && oneLine(name).toLowerCase() === part.toLowerCase());
  if (parts.length === 1) return title;
  if (isSite(first) && !isSite(last)) return parts.slice(2).join("");
  return isSite(last) || isName(last) ? parts.slice(0, -2).join("") : title;
}

function isName(part) {
  const said = part.toLowerCase().replace(/’/g, "'").split(/[^\p{L}\p{N}']+/u);
  return words(part) <= 6 && !/^\p{Ll}|[?!.]$/u.test(part) && !said.some((word) => SAID.test(word));
}
