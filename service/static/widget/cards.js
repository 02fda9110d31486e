// What is shown of an answer: cards and a notice. Strings become text, so markup in them stays inert.

// The cards of all items that can be shown. A broken one costs itself alone.
export function makeCards(items, show) {
  return items.flatMap((item) => {
    try {
      return [makeCard(item, show)];
    } catch (error) {
      console.warn("related-articles: an item cannot be shown", error);
      return [];
    }
  });
}

// `show` says how: base, the service's address; words; hosts of images, or null for none.
export function makeCard(item, { base, words, hosts }) {
  const { url, title, kind, excerpt, reading_minutes: minutes, reasons } = item;
  const picture = hosts !== null && image(item, base, hosts);
  const card = make(
    "li",
    "card",
    picture,
    make("p", "meta", make("span", "kind", words.kinds[kind]), make("span", "minutes", minutes && words.minutes(minutes))),
    make("h3", "title", link(url, base, title)),
    make("p", "excerpt", excerpt),
    make("p", "reason", reasons.length && make("span", "", words.about(reasons.join(", ")))),
  );
  for (const text of card.querySelectorAll("span,h3,.excerpt,.reason")) text.dir = "auto"; // an English card on an Arabic page
  if (hosts !== null && !picture) card.classList.add("bare");
  if (kind) card.dataset.kind = kind;
  return card;
}

// The article's own image if the service, this site or one of `hosts` has it, else the cover of its kind:
// no other host learns what is shown. Nothing where there is neither; a placeholder keeps its room.
function image({ id, url, title, image, kind }, base, hosts) {
  const own = image && address(image, address(url, base) ?? base);
  const shown = own && [base.origin, location.origin, ...hosts.split(" ")].includes(own.origin);
  const src = shown ? own : kind && new URL(`covers/${kind}.svg?of=${encodeURIComponent(id)}`, base);
  if (!src) return title === undefined && make("div", "image");
  const picture = new Image();
  picture.onerror = () => picture.remove();
  return make("div", "image", Object.assign(picture, { alt: "", loading: "lazy", referrerPolicy: "no-referrer", src }));
}

export function makeNotice({ notice: { level, message, article }, items, page }, { base, words }) {
  const first = Array.isArray(items) && items.find((item) => item?.id === article);
  const box = make("div", "", make("strong", "", words.levels?.[level] ?? level), make("span", "", message));
  if (first) box.append(link(first.url, base, first.title));
  box.className = "notice";
  box.dataset.level = level;
  box.dir = "auto";
  box.lang = page?.language ?? "";
  return box;
}

// A link where the address is a web address (no javascript:), else the words alone.
function link(url, base, words) {
  const target = url && address(url, base);
  if (!target || !/^https?:$/.test(target.protocol)) return words;
  const anchor = make("a", "", words);
  anchor.href = target;
  return anchor;
}

// An address, or nothing where it is none.
function address(url, base) {
  try {
    return new URL(url, base);
  } catch {}
}

// An element whose class is also its part.
export function make(tag, name, ...children) {
  const element = document.createElement(tag);
  if (name) {
    element.className = name;
    element.setAttribute("part", name);
  }
  element.append(...children.filter(Boolean));
  return element;
}
