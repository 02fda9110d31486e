// <related-articles>: related articles for the page it stands on, from a Limber service.
// What is inside the tag shows without JavaScript and when the service fails.

const LONGEST_TEXT = 20000; // characters
const PATIENCE = 8000; // milliseconds; then the links inside the tag are better than a wait

// A constructed sheet, because a strict Content-Security-Policy refuses <style> and style="…".
// Colours are mixed with the page's text colour, so they fit a dark page, whoever made it dark.
// A card's least height holds all its lines, so that a placeholder is as high as what follows it.
const sheet = new CSSStyleSheet();
sheet.replaceSync(`
:host{display:block;container-type:inline-size;min-inline-size:min(100%,16rem)}
:host([hidden]){display:none!important}
*{box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit}
section{line-height:1.5}
.heading{font-family:var(--related-heading-font,inherit);font-size:1.3em;font-weight:650;line-height:1.3;margin-block-end:.8em}
.list{list-style:none;display:grid;gap:var(--related-gap,1rem);grid-template-columns:repeat(var(--related-columns,var(--n,1)),minmax(0,1fr))}
.card{--kind:var(--related-accent,var(--hue,#64748b));position:relative;display:flex;flex-direction:column;min-block-size:var(--height,14.4em);padding:1.1em 1.2em;
 border:1px solid var(--related-border,color-mix(in srgb,currentColor 16%,transparent));
 border-radius:var(--related-radius,.75rem);background:var(--related-background,color-mix(in srgb,currentColor 3%,transparent))}
[data-kind=stretching]{--hue:#0a9c83}
[data-kind=self-care]{--hue:#2f7fd0}
[data-kind=condition]{--hue:#8060d6}
[data-kind=anatomy]{--hue:#a9781c}
[data-kind=prevention]{--hue:#4f9a2c}
[data-kind=recovery]{--hue:#dc6a2a}
[data-kind=red-flag]{--hue:#e0344b}
.meta{display:flex;gap:.75em;justify-content:space-between;font-size:.78em;block-size:1lh;margin-block-end:.5em;white-space:nowrap}
.kind{font-weight:650;color:color-mix(in srgb,var(--kind) 64%,currentColor);overflow:hidden}
.kind:not(:empty)::before{content:"";display:inline-block;inline-size:.6em;block-size:.6em;border-radius:50%;background:var(--kind);margin-inline-end:.5em}
.minutes,.excerpt,.reason{color:color-mix(in srgb,currentColor 76%,transparent)}
.title,.excerpt,.reason{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:var(--lines);overflow:hidden;overflow-wrap:anywhere}
.title{--lines:2;font-family:var(--related-heading-font,inherit);font-size:1.08em;font-weight:650;line-height:1.3}
.excerpt{--lines:3;font-size:.92em;margin-block:.4em .6em}
.reason{--lines:2;font-size:.82em;margin-block-start:auto}
.title a{text-decoration:none}
.title a::after{content:"";position:absolute;inset:0;border-radius:var(--related-radius,.75rem)}
.card:hover{border-color:var(--kind)}
.title a:hover{text-decoration:underline 2px var(--kind);text-underline-offset:.15em}
.title a:focus-visible{outline:0}
.title a:focus-visible::after{outline:3px solid var(--kind);outline-offset:2px}
@container (min-width:34rem){.list{--n:2}}
@container (min-width:46rem){.list:has(>:last-child:nth-child(3n)){--n:3}}
@container (min-width:60rem){.list{--n:4}}
:host(:is([layout=list],[layout=compact])) :is(.list,.card){--n:1;gap:0;border-width:1px 0 0;border-radius:0;background:0;padding-inline:0}
:host([layout=list]) .card{--height:13em}
:host([layout=list]) .reason{--lines:1}
:host([layout=compact]) .card{--height:5.8em;padding-block:.6em}
:host([layout=compact]) :is(.excerpt,.reason){display:none}
@container (min-width:34rem){:host(:is([layout=list],[layout=compact])) .title{--lines:1}:host([layout=list]) .excerpt{--lines:2}:host([layout=list]) .card{--height:10.2em}:host([layout=compact]) .card{--height:4.4em}}
[aria-busy] .heading{visibility:hidden}
[aria-busy] :is(.title,.excerpt){block-size:1lh;background:color-mix(in srgb,currentColor 8%,transparent)}
@media (prefers-reduced-motion:no-preference){.card{transition:border-color .2s}}
@media print{[aria-busy]{display:none}.card{break-inside:avoid}}
.notice{display:block!important;visibility:visible!important;margin-block-end:1.5rem;padding:1rem 1.25rem;border:2px solid #b7791f;border-inline-start-width:.6rem;border-radius:.5rem;
 font:400 max(1em,1rem)/1.5 system-ui,sans-serif;color:#3d2c00!important;background:#fff7df!important}
.notice>*{display:block;inline-size:fit-content}
.notice :is(strong,a){font-weight:700}
.notice a:focus-visible{outline:3px solid}
.notice[data-level=urgent]{border-color:#9a3412;color:#241500!important;background:#ffc93d!important}
.notice[data-level=emergency]{border-color:#5f0010;color:#fff!important;background:#b3001b!important}
`);

const asked = new Map(); // question → promise of its answer: equal elements share one request

export class RelatedArticles extends HTMLElement {
  static observedAttributes = ["heading", "kinds", "limit", "src", "text-from", "url"];

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

  #turn = 0; // an answer to an earlier turn comes too late and is dropped
  #observer;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [sheet];
  }

  connectedCallback() {
    // A microtask: after all attributes have been set, before the page is painted.
    const turn = ++this.#turn;
    queueMicrotask(() => turn === this.#turn && this.#start(turn));
  }

  disconnectedCallback() {
    this.#turn++;
    this.#observer?.disconnect();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.connectedCallback();
  }

  #start(turn) {
    this.hidden = false;
    const section = this.#section(Array.from({ length: this.#limit }, () => card({ reasons: [] })));
    section.setAttribute("aria-busy", "true");
    this.shadowRoot.replaceChildren(section);
    this.#observer?.disconnect();
    this.#observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.#observer.disconnect();
        this.#load(turn);
      },
      { rootMargin: "100%" }, // one screen ahead
    );
    this.#observer.observe(this);
  }

  async #load(turn) {
    const src = this.getAttribute("src") || new URL(import.meta.url).origin;
    let outcome, detail;
    try {
      const service = new URL(src.replace(/\/?$/, "/"), document.baseURI);
      detail = await this.#ask(service);
      if (turn !== this.#turn) return;
      outcome = this.#show(detail, service);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.shadowRoot.replaceChildren(document.createElement("slot")); // what is inside the tag
      outcome = "error";
      detail = { message: error.message };
    }
    this.dispatchEvent(new CustomEvent(`related-articles-${outcome}`, { bubbles: true, composed: true, detail }));
  }

  #ask(service) {
    const kinds = (this.getAttribute("kinds") ?? "").split(/[\s,]+/).filter(Boolean);
    const question = { url: this.getAttribute("url") || pageAddress(), limit: this.#limit, kinds };
    const from = this.getAttribute("text-from");
    const key = JSON.stringify([service, question, from]);
    if (!asked.has(key)) {
      const answer = ask(`${service}v1/related`, question, from);
      asked.set(key, answer);
      answer.catch(() => asked.delete(key)); // a later element may try again
    }
    return asked.get(key);
  }

  #show(answer, base) {
    const parts = [];
    if (answer.notice) parts.push(notice(answer, base));
    if (answer.items.length) parts.push(this.#section(answer.items.map((item) => card(item, base))));
    this.shadowRoot.replaceChildren(...parts);
    this.hidden = !parts.length;
    return this.hidden ? "empty" : "loaded";
  }

  #section(cards) {
    const heading = make("h2", "heading", this.getAttribute("heading") || RelatedArticles.words.heading);
    heading.id = "heading";
    const list = make("ul", "list", ...cards);
    list.role = "list"; // Safari forgets it where there are no bullets
    const section = make("section", "section", heading, list);
    section.setAttribute("aria-labelledby", "heading");
    return section;
  }

  get #limit() {
    return Math.min(Math.max(Number.parseInt(this.getAttribute("limit"), 10) || 4, 1), 50);
  }
}

async function ask(endpoint, { url, limit, kinds }, from) {
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

function card({ url, title, kind, excerpt, reading_minutes: minutes, reasons }, base) {
  const { words } = RelatedArticles;
  const item = make(
    "li",
    "card",
    make("p", "meta", make("span", "kind", words.kinds[kind]), make("span", "minutes", minutes && words.minutes(minutes))),
    make("h3", "title", link(url, base, title)),
    make("p", "excerpt", excerpt),
    make("p", "reason", reasons.length && words.about(reasons.join(", "))),
  );
  if (kind) item.dataset.kind = kind;
  return item;
}

function notice({ notice: { level, message, article }, items }, base) {
  const urgent = items.find((item) => item.id === article);
  const label = make("strong", "", RelatedArticles.words.levels[level]);
  const box = make("div", "", label, make("span", "", message), urgent && link(urgent.url, base, urgent.title));
  box.className = "notice"; // and no part: a page's theme must not reach a warning
  box.role = "alert";
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
