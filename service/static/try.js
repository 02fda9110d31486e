// "Try your own page": posts the text to the endpoint and shows the answer as a programmer would see it, in words.

const form = document.querySelector("#try");
const text = document.querySelector("#try-text");
const place = document.querySelector("#try-answer");
let turn = 0; // an answer to an earlier text comes too late and is dropped

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const mine = ++turn;
  const parts = await answerParts(text.value);
  if (mine === turn) place.replaceChildren(...parts);
});

for (const sample of document.querySelectorAll(".sample")) {
  sample.addEventListener("click", () => {
    text.value = sample.dataset.text;
    form.requestSubmit();
  });
}

async function answerParts(words) {
  try {
    const response = await fetch("/v1/related", {
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

function show({ notice, items, empty }) {
  const parts = [];
  if (notice) {
    const box = make("p", `warning ${notice.level}-level`, notice.message);
    box.role = "alert";
    parts.push(box);
  }
  if (items.length) parts.push(make("ol", "matches", ...items.map(match)));
  if (empty) parts.push(make("p", "", `No related article. ${empty.message}`));
  return parts;
}

function match({ url, title, kind, score, reasons }) {
  const link = make("a", "", title);
  link.href = url;
  const meter = make("meter", "");
  meter.value = score;
  meter.ariaLabel = "Score from 0 to 1";
  return make(
    "li",
    `kind-${kind}`,
    make("span", "kind", kind ?? "article"),
    make("h3", "", link),
    make("span", "why", reasons.length ? `Both about: ${reasons.join(", ")}` : "Shown first, for safety"),
    make("span", "score", score.toFixed(2), meter),
  );
}

function make(tag, name, ...children) {
  const element = document.createElement(tag);
  element.className = name;
  element.append(...children);
  return element;
}
