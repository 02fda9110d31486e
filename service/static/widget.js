// <related-articles>: related articles for the page it stands on. Its manual is docs/embed.md.
// What is inside the tag shows without JavaScript and when the service fails.
// The service sends this file without its comment lines.

const LONGEST_TEXT = 20000; // characters
const PATIENCE = 8000; // milliseconds

// A constructed sheet, because a strict Content-Security-Policy refuses <style> and style="…".
// Colours are mixed with the page's text colour, so they fit a dark page, whoever made it dark.
// Each text has room for all its lines, so that a placeholder is as high as what follows it.
// Important rules of a shadow tree beat all of the page's, so no theme reaches a notice.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{display:block;min-inline-size:min(100%,16em)}
:host([hidden]){display:none!important}
:host([notice]){all:revert!important;display:block!important}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
section{line-height:1.5;container-type:inline-size}
.heading,.title{font-family:var(--related-heading-font,inherit);font-weight:650;line-height:1.3}
.heading{font-size:1.3em;margin-block-end:.8em}
.list{list-style:none;display:grid;gap:var(--related-gap,1em);grid-template-columns:repeat(var(--related-columns,var(--n,1)),minmax(0,1fr))}
.card{--kind:var(--related-accent,var(--hue,#64748b));position:relative;display:flow-root;overflow:hidden;padding:1.1em 1.2em;
 border:1px solid var(--related-border,color-mix(in srgb,currentColor 16%,transparent));
 border-radius:var(--related-radius,.75em);background:var(--related-background,color-mix(in srgb,currentColor 3%,transparent))}
[data-kind=stretching]{--hue:#0a9c83}
[data-kind=self-care]{--hue:#2f7fd0}
[data-kind=condition]{--hue:#8060d6}
[data-kind=anatomy]{--hue:#a9781c}
[data-kind=prevention]{--hue:#4f9a2c}
[data-kind=recovery]{--hue:#dc6a2a}
[data-kind=red-flag]{--hue:#e0344b}
.image{aspect-ratio:12/5;margin:-1.1em -1.2em 1em;overflow:hidden;background:color-mix(in srgb,var(--kind) 12%,transparent)}
img{display:block;inline-size:100%;block-size:100%;object-fit:cover}
.meta{display:flex;gap:.75em;justify-content:space-between;font-size:.78em;block-size:1lh;margin-block-end:.5em;white-space:nowrap;overflow:hidden}
.kind{font-weight:650;color:color-mix(in srgb,var(--kind) 64%,currentColor)}
.minutes,.excerpt,.reason{color:color-mix(in srgb,currentColor 76%,transparent)}
.title,.excerpt,.reason{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:var(--lines);block-size:calc(var(--lines)*1lh);overflow:hidden;overflow-wrap:anywhere}
.title{--lines:2;font-size:1.08em}
.excerpt{--lines:3;font-size:.92em;margin-block:.4em .6em}
.reason{--lines:2;font-size:.82em}
.title a::after{content:"";position:absolute;inset:0}
.card:hover{border-color:var(--kind)}
.title a:not(:hover){text-decoration:none}
.title a:focus-visible{outline:0}
.title a:focus-visible::after{outline:3px solid var(--kind);outline-offset:-3px}
@container (min-width:34em){.list{--n:2}}
@container (min-width:46em){.list:has(>:last-child:nth-child(3n)){--n:3}}
@container (min-width:60em){.list{--n:4}}
:host(:is([layout=list],[layout=compact])) :is(.list,.card){--n:1;gap:0;border-width:1px 0 0;border-radius:0;background:0;padding-inline:0}
:host([layout=list]) .card{display:grid;grid-template-columns:auto minmax(0,1fr)}
:host([layout=list]) .card>*{grid-column:2}
:host([layout=list]) .image{grid-area:1/1/span 4;align-self:start;inline-size:min(30cqi,9em);aspect-ratio:1;margin:0;margin-inline-end:1em}
:host([layout=compact]) .card{padding-block:.6em}
:host([layout=compact]) :is(.image,.excerpt,.reason){display:none}
@container (min-width:34em){:host(:is([layout=list],[layout=compact])) :is(.title,.reason){--lines:1}}
[aria-busy] .heading{visibility:hidden}
[aria-busy] :is(.title,.excerpt){background:color-mix(in srgb,currentColor 8%,transparent)}
.notice{all:initial;display:block;margin-block-end:1.5em;padding:1em 1.25em;border:2px solid #b7791f;border-inline-start-width:.6em;border-radius:.5em;overflow-wrap:anywhere;
 font:400 clamp(16px,1em,32px)/1.5 system-ui,sans-serif;color:#3d2c00;background:#fff7df}
.notice>*{display:block;inline-size:fit-content}
.notice :is(strong,a){font-weight:700}
.notice a:focus-visible{outline:3px solid}
.notice[data-level=urgent]{border-color:#9a3412;color:#241500;background:#ffc93d}
.notice[data-level=emergency]{border-color:#5f0010;color:#fff;background:#b3001b}
@media print{[aria-busy]{display:none}.card,.notice{break-inside:avoid}.notice[data-level]{color:#000;background:#fff}}
`);

// Elements that differ in their limit alone share a request: a shorter list is the beginning of a longer one.
// Answers are kept in memory, for as long as the service answers from the same generation.
const elements = new Set();
const asked = new Map(); // question → promise of its answer
let generation;

export class RelatedArticles extends HTMLElement {
  static observedAttributes = ["heading", "images", "kinds", "limit", "src", "text-from", "url"];

  // For a site in another language to replace.
  static words = {
    heading: "Related articles",
    minutes: (number) => `${number} min read`,
    about: (reasons) => `Both about: ${reasons}`,
    kinds: {
      stretching: "Stretching", "self-care": "Self-care", condition: "Condition", anatomy: "Anatomy",
      "red-flag": "Warning signs", prevention: "Prevention", recovery: "Recovery",
    },
    levels: { emergency: "Emergency", urgent: "Urgent", caution: "Take care" },
  };

  #turn = 0; // an answer to an earlier one comes too late
  #observer;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    elements.add(this);
    const turn = ++this.#turn;
    // A microtask: after all attributes have been set, before the page is painted.
    queueMicrotask(() => turn === this.#turn && this.#start(turn));
  }

  disconnectedCallback() {
    elements.delete(this);
    this.#turn++;
    this.#observer?.disconnect();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.connectedCallback();
  }

  #start(turn) {
    this.#render(this.#section(Array(this.#limit).fill({ reasons: [] })));
    this.shadowRoot.firstChild.ariaBusy = "true";
    this.#observer?.disconnect();
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (!entries.at(-1).isIntersecting) return;
        this.#observer.disconnect();
        this.#load(turn);
      },
      { rootMargin: "100%" }, // one screen ahead
    );
    this.#observer.observe(this);
  }

  async #load(turn) {
    let outcome, detail;
    try {
      const service = this.#service;
      detail = await this.#ask(service);
      if (turn !== this.#turn) return;
      outcome = this.#show(detail, service);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#render(document.createElement("slot")); // what is inside the tag
      outcome = "error";
      detail = { message: error.message };
    }
    this.dispatchEvent(new CustomEvent(`related-articles-${outcome}`, { bubbles: true, composed: true, detail }));
  }

  async #ask(service) {
    const question = this.#question;
    const limit = Math.max(...[...elements].map((each) => (each.#question === question ? each.#limit : 0)));
    const key = `${question} ${limit}`;
    if (!asked.has(key)) {
      const answer = ask(`${service}v1/related`, { ...JSON.parse(question), limit });
      asked.set(key, answer);
      answer.catch(() => asked.delete(key)); // a later element may try again
    }
    const answer = await asked.get(key);
    if (generation && generation !== answer.generation) asked.clear();
    generation = answer.generation;
    return { ...answer, items: answer.items.slice(0, this.#limit) };
  }

  #show(answer, base) {
    const parts = [];
    if (answer.notice) parts.push(notice(answer, base));
    if (answer.items.length) parts.push(this.#section(answer.items, base));
    this.#render(...parts);
    this.hidden = !parts.length;
    this.toggleAttribute("notice", !!answer.notice);
    return this.hidden ? "empty" : "loaded";
  }

  #render(...parts) {
    this.shadowRoot.replaceChildren(...parts);
    this.hidden = false;
    this.removeAttribute("notice");
  }

  #section(items, base) {
    const heading = this.getAttribute("heading") || RelatedArticles.words.heading;
    const hosts = this.getAttribute("images");
    const list = make("ul", "list", ...items.map((item) => card(item, base, hosts !== null && image(item, base, hosts))));
    list.role = "list"; // Safari forgets it where there are no bullets
    const section = make("section", "section", make("h2", "heading", heading), list);
    section.ariaLabel = heading;
    return section;
  }

  get #limit() {
    return Math.min(Math.max(Number.parseInt(this.getAttribute("limit"), 10) || 4, 1), 50);
  }

  get #service() {
    const src = this.getAttribute("src") || new URL(".", import.meta.url).href;
    return new URL(src.replace(/\/?$/, "/"), document.baseURI);
  }

  get #question() {
    return JSON.stringify({
      src: this.getAttribute("src"),
      url: this.getAttribute("url") || pageAddress(),
      kinds: (this.getAttribute("kinds") ?? "").split(/[\s,]+/).filter(Boolean),
      from: this.getAttribute("text-from"),
    });
  }
}

async function ask(endpoint, { url, limit, kinds, from }) {
  const options = { credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) };
  const query = new URLSearchParams([["url", url], ["limit", limit], ...kinds.map((kind) => ["kind", kind])]);
  let response = await fetch(`${endpoint}?${query}`, options);
  if (response.status === 404) {
    // The service does not know the page: it is told its main text and nothing else.
    const text = pageText(from);
    if (!text) throw new Error("no article, main or text-from element with text");
    const body = { url, title: document.title.slice(0, 1000), text, limit };
    if (kinds.length) body.kinds = kinds;
    const headers = { "Content-Type": "application/json" };
    response = await fetch(endpoint, { ...options, method: "POST", headers, body: JSON.stringify(body) });
  }
  if (!response.ok) throw new Error(`the service answered ${response.status}`);
  return response.json();
}

// A query may hold a name or a search, so it is left out.
function pageAddress() {
  return document.querySelector("link[rel~=canonical][href]")?.href || location.origin + location.pathname;
}

function pageText(from) {
  const root = document.querySelector(from || "article") ?? document.querySelector(from || "main");
  const text = root ? read(root).replace(/\s*\n\s*/g, "\n").trim() : "";
  return text.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, ""); // never half a character
}

// Like innerText, a paragraph a line, but without what a reader may have typed.
const UNREAD = "form,input,textarea,select,button,nav,script,style,noscript,template,related-articles";
function read(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(UNREAD) || node.isContentEditable) return "";
  if (node.localName === "br") return "\n";
  const { display, visibility } = getComputedStyle(node);
  if (display === "none" || visibility !== "visible") return "";
  const text = Array.from(node.childNodes, read).join("");
  return /^(inline|contents)/.test(display) ? text : `\n${text}\n`;
}

function card({ url, title, kind, excerpt, reading_minutes: minutes, reasons }, base, image) {
  const { words } = RelatedArticles;
  const item = make(
    "li",
    "card",
    image,
    make("p", "meta", make("span", "kind", words.kinds[kind]), make("span", "minutes", minutes && words.minutes(minutes))),
    make("h3", "title", link(url, base, title)),
    make("p", "excerpt", excerpt),
    make("p", "reason", reasons.length && words.about(reasons.join(", "))),
  );
  if (kind) item.dataset.kind = kind;
  return item;
}

// The article's own image if the service, this site or one of `hosts` has it, else the cover of its kind:
// no other host learns what is shown.
function image({ id, url, image, kind }, base, hosts) {
  const frame = make("div", "image");
  let src = kind && new URL(`covers/${kind}.svg?of=${encodeURIComponent(id)}`, base);
  if (image && URL.canParse(image, base)) {
    const own = new URL(image, new URL(url, base));
    if ([base.origin, location.origin, ...hosts.split(" ")].includes(own.origin)) src = own;
  }
  if (src) {
    const picture = new Image();
    picture.onerror = () => picture.remove();
    frame.append(Object.assign(picture, { alt: "", loading: "lazy", referrerPolicy: "no-referrer", src }));
  }
  return frame;
}

function notice({ notice: { level, message, article }, items }, base) {
  const urgent = items.find((item) => item.id === article);
  const label = make("strong", "", RelatedArticles.words.levels[level]);
  const box = make("div", "", label, make("span", "", message), urgent && link(urgent.url, base, urgent.title));
  box.className = "notice";
  box.role = level === "caution" ? "status" : "alert";
  box.dataset.level = level;
  return box;
}

// A link where the address is a web address (no javascript:), else the words alone.
function link(url, base, words) {
  const target = url && URL.canParse(url, base) && new URL(url, base);
  if (!target || !/^https?:$/.test(target.protocol)) return words;
  const anchor = make("a", "", words);
  anchor.href = target;
  return anchor;
}

// An element whose class is also its part. Strings become text, so markup in them stays inert.
function make(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) element.className = element.part = name;
  element.append(...children.filter(Boolean));
  return element;
}

customElements.get("related-articles") ?? customElements.define("related-articles", RelatedArticles);
