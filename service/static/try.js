// "Try your own page": posts the text, shows the answer, and says what made it.

const form = document.querySelector("#try");
const text = document.querySelector("#try-text");
const place = document.querySelector("#try-answer");
let turn = 0; // an answer to an earlier text comes too late and is dropped

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const mine = ++turn;
  const parts = await answerParts(text.value);
  if (mine !== turn) return;
  place.replaceChildren(...parts);
  place.querySelector("[role=alert]")?.scrollIntoView({ block: "nearest" });
});

for (const sample of document.querySelectorAll(".sample")) {
  sample.addEventListener("click", () => {
    text.value = sample.dataset.text;
    form.requestSubmit();
  });
}

async function answerParts(words) {
  try {
    const response = await fetch(form.action, {
      method: "POST",
      credentials: "omit",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text: words, limit: 6 }),
    });
    const answer = await response.json();
    return response.ok ? show(answer) : [make("p", "", answer.detail)];
  } catch {
    return [make("p", "", "The service cannot be reached.")];
  }
}

function show({ page, notice, items, empty, fired, held_back: held }) {
  const parts = [];
  if (notice) {
    const box = make("p", `warning ${notice.level}-level`, notice.message);
    box.role = "alert";
    parts.push(box);
  }
  if (empty) parts.push(make("p", "nothing", make("strong", "", "No related article. "), empty.message));
  if (items.length) parts.push(make("ol", "matches", ...items.map(match)));
  parts.push(make("h3", "", "Why this answer"), make("ul", "reasons", ...account(page, fired, held)));
  return parts;
}

// What holds for the whole answer, a line each.
function account({ language, coverage }, fired, held) {
  const lines = [`The page is in the language “${language}”; the articles know ${Math.round(100 * coverage)} % of its words.`];
  for (const { level, rule, phrase } of fired) lines.push(`The caution “${rule}” (${level}) fired, because the page says: “${phrase}”.`);
  if (!fired.length) lines.push("No caution fired.");
  if (held.length) lines.push(`Related by their words, and held back for the reader's safety: ${held.join("; ")}.`);
  return lines.map((line) => make("li", "", line));
}

// Why an article leads the list, whatever its score.
const LEADS = {
  caution: "Shown first, for safety: a caution that fired names it",
  pin: "Shown first: the owner pins it",
};

function match({ url, title, kind, score, reasons, lead, explanation }) {
  const why = [LEADS[lead], reasons.length && `Both about: ${reasons.join(", ")}`].filter(Boolean);
  const link = make("a", "", title);
  link.href = url;
  const meter = make("meter", "");
  meter.value = score;
  meter.ariaLabel = "Score from 0 to 1";
  return make(
    "li",
    `kind-${kind}`,
    make("span", "kind", kind === "red-flag" ? "Warning signs" : (kind ?? "article")),
    make("h3", "", link),
    make("span", "why", why.join(". ") || "On the same subject"),
    make("span", "score", score.toFixed(2), meter),
    make("details", "", make("summary", "", "How it was found"), shares(explanation.terms), steps(explanation.steps)),
  );
}

// The terms of the score as bars, the weightiest first.
function shares(terms) {
  const most = terms[0]?.[1] || 1;
  const rows = terms.map(([words, part]) => {
    const bar = make("meter", "");
    bar.value = part / most;
    bar.ariaLabel = "Part of the score";
    return make("li", "", make("span", "", words), bar);
  });
  return make("ul", "terms", ...rows);
}

function steps(found) {
  return make("dl", "steps", ...found.flatMap(({ name, outcome }) => [make("dt", "", name), make("dd", "", outcome)]));
}

function make(tag, name, ...children) {
  const element = document.createElement(tag);
  element.className = name;
  element.append(...children);
  return element;
}
