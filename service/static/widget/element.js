// <related-articles>: related articles for the page it stands on. Its manual is docs/embed.md.
// What is inside the tag shows without JavaScript and when the service fails.
// The service sends these files as one, without their comment lines (service/widget.py).

import { followMoves, idle, pageAddress, watch, whereabouts } from "./address.js";
import { ask } from "./ask.js";
import { lower, placeNotice, raise } from "./away.js";
import { make, makeCard, makeCards, makeNotice } from "./cards.js";
import { listSheet, noticeSheet } from "./look.js";
import { readPage } from "./page.js";

const REREADS = 2; // of a page that goes on coming after it was read
const MUCH = 200; // characters
const SHARE = 1 / 5; // of a text: a change of so much is one that another answer is asked for

// Elements that differ in their limit alone share a request: a shorter list is the beginning of a longer one.
const elements = new Set();

export class RelatedArticles extends HTMLElement {
  static observedAttributes = ["heading", "images", "kinds", "limit", "notice-to", "src", "text-from", "url"];

  // For a site in another language to replace.
  static words = {
    heading: "Related articles",
    minutes: (number) => `${number} min read`,
    about: (reasons) => `Both about: ${reasons}`,
    close: "Close this notice",
    kinds: {
      stretching: "Stretching", "self-care": "Self-care", condition: "Condition", anatomy: "Anatomy",
      "red-flag": "Warning signs", prevention: "Prevention", recovery: "Recovery",
    },
    levels: { emergency: "Emergency", urgent: "Urgent", caution: "Take care" },
  };

  #turn = 0; // an answer to an earlier one comes too late
  #observer;
  #said; // what the page said when it was asked for, and its address
  #rereads = 0;
  #away; // its notice, where the page's owner wants it

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).adoptedStyleSheets = [listSheet, noticeSheet];
  }

  connectedCallback() {
    elements.add(this);
    this.#rereads = REREADS;
    const turn = ++this.#turn;
    // A microtask: after all attributes have been set, before the page is painted.
    queueMicrotask(() => turn === this.#turn && this.#start(turn));
  }

  disconnectedCallback() {
    elements.delete(this);
    this.#turn++;
    this.#clear();
  }

  attributeChangedCallback() {
    if (this.isConnected) this.connectedCallback();
  }

  // Asks again if the page is another one and says something else than it did, or the same one and says much else: then
  // what is shown stays until there is another answer.
  async recheck() {
    const page = this.#read();
    const said = this.#said;
    if (!page.text || !said || (page.text === said.text && page.title === said.title)) return;
    if (said.at !== whereabouts()) return this.connectedCallback();
    if (!this.#rereads || !isMuch(said.text, page.text)) return;
    const [turn, rereads] = [this.#turn, --this.#rereads];
    this.#said = { ...page, at: said.at };
    try {
      await this.#ask(this.#how.base, page);
    } catch {
      return;
    }
    if (turn !== this.#turn) return;
    this.connectedCallback();
    this.#rereads = rereads;
  }

  #start(turn) {
    this.#clear();
    const room = this.#section(Array.from({ length: this.#limit }, () => makeCard({ reasons: [] }, this.#look)));
    room.setAttribute("aria-busy", "true");
    room.setAttribute("aria-hidden", "true"); // cards without words
    this.#render(room);
    const near = new Promise((resolve) => {
      this.#observer = new IntersectionObserver((entries) => entries.at(-1).isIntersecting && resolve(), { rootMargin: "100%" });
      this.#observer.observe(this);
    });
    this.#load(turn, near);
  }

  async #load(turn, near) {
    let outcome, detail;
    try {
      const { base } = this.#how;
      await idle();
      if (turn !== this.#turn) return;
      const page = this.#read();
      this.#said = { ...page, at: whereabouts() };
      if (this.#rereads === REREADS) watch(() => this.recheck());
      detail = await this.#ask(base, page);
      if (turn !== this.#turn) return;
      const list = this.#show(detail);
      outcome = list || detail.notice ? "loaded" : "empty";
      if (list) near.then(() => turn === this.#turn && this.shadowRoot.querySelector("section").replaceWith(list));
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#render(document.createElement("slot")); // what is inside the tag
      outcome = "error";
      detail = { message: error.message };
    }
    this.dispatchEvent(new CustomEvent(`related-articles-${outcome}`, { bubbles: true, composed: true, detail }));
  }

  async #ask(base, page) {
    const question = this.#question;
    const limit = Math.max(...[...elements].map((each) => (each.#question === question ? each.#limit : 0)));
    const { url, kinds } = JSON.parse(question);
    const address = url || pageAddress();
    const answer = await ask(`${base}v1/related`, { url: address, named: !!url, ...page, kinds, limit });
    return Array.isArray(answer.items) ? { ...answer, items: answer.items.slice(0, this.#limit) } : answer;
  }

  // Shows the notice at once, before any card is made. The list, if there is one, is given to be shown when it is near.
  #show(answer) {
    const { items, notice, page } = answer;
    if (notice) this.#tell(makeNotice(answer, this.#how));
    else if (!Array.isArray(items)) throw new Error("the answer has no items");
    const cards = Array.isArray(items) ? makeCards(items, this.#how) : [];
    if (cards.length) {
      const section = this.#section(cards);
      section.lastChild.lang = page?.language ?? "";
      return section;
    }
    if (items?.length && !notice) throw new Error("no item of the answer can be shown");
    this.shadowRoot.querySelector("section").remove();
    this.hidden = !notice || !!this.#away;
  }

  #tell(box) {
    const place = this.getAttribute("notice-to");
    const isUrgent = box.dataset.level !== "caution";
    if (isUrgent && place) this.#away = placeNotice(box, place);
    box.setAttribute("role", !isUrgent ? "status" : this.#away ? "alert" : "note");
    if (this.#away) return;
    this.shadowRoot.prepend(box);
    this.toggleAttribute("notice", true);
    if (isUrgent) raise(this, box, RelatedArticles.words);
  }

  #clear() {
    this.#observer?.disconnect();
    this.#said = undefined;
    this.#away?.remove();
    this.#away = undefined;
    lower(this, RelatedArticles.words);
  }

  #render(...parts) {
    this.shadowRoot.replaceChildren(...parts);
    this.hidden = false;
    this.removeAttribute("notice");
  }

  #section(cards) {
    const heading = this.getAttribute("heading") || RelatedArticles.words.heading;
    const list = make("ul", "list", ...cards);
    list.setAttribute("role", "list"); // Safari forgets it where there are no bullets
    const section = make("section", "section", make("h2", "heading", heading), list);
    section.setAttribute("aria-label", heading);
    return section;
  }

  #read() {
    return readPage(this.getAttribute("text-from"));
  }

  get #limit() {
    return Math.min(Math.max(Number.parseInt(this.getAttribute("limit"), 10) || 4, 1), 50);
  }

  get #look() {
    return { words: RelatedArticles.words, hosts: this.getAttribute("images") };
  }

  // How an answer is shown, and where it comes from. Throws where `src` is no address.
  get #how() {
    const src = this.getAttribute("src") || new URL(".", import.meta.url).href;
    return { ...this.#look, base: new URL(src.replace(/\/?$/, "/"), document.baseURI) };
  }

  get #question() {
    return JSON.stringify({
      src: this.getAttribute("src"),
      url: this.getAttribute("url"),
      kinds: (this.getAttribute("kinds") ?? "").split(/[\s,]+/).filter(Boolean),
      from: this.getAttribute("text-from"),
    });
  }
}

// Whether much of one text is in lines that the other has not.
function isMuch(before, now) {
  const news = (text, other) => text.split("\n").filter((line) => !other.includes(line)).join("").length;
  return Math.max(news(before, now), news(now, before)) > Math.min(MUCH, SHARE * before.length);
}

function recheckAll() {
  for (const each of elements) each.recheck();
}

if (!customElements.get("related-articles")) {
  customElements.define("related-articles", RelatedArticles);
  followMoves(recheckAll);
}
