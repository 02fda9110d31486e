// One question for each page and each set of attributes, and its answer. Answers are kept in memory, for as long as
// the service answers from the same generation.

const LONGEST_TEXT = 1_000_000; // characters; the service's own limit
const PATIENCE = 8000; // milliseconds

const asked = new Map(); // question → promise of its answer
let generation;

// The answer of a service to { url, named, title, text, kinds, limit }. A text too long is refused, never cut: what
// is missing might call for a caution. Throws.
export async function ask(endpoint, question) {
  const key = JSON.stringify([endpoint, question]);
  if (!asked.has(key)) {
    const answer = send(endpoint, question);
    asked.set(key, answer);
    answer.catch(() => asked.delete(key)); // a later element may try again
  }
  const answer = await asked.get(key);
  if (generation && generation !== answer.generation) asked.clear();
  generation = answer.generation;
  return answer;
}

async function send(endpoint, { url, named, title, text, kinds, limit }) {
  if (text.length > LONGEST_TEXT && [...text].length > LONGEST_TEXT) {
    const message = `the page's text is over ${LONGEST_TEXT} characters, which are the most that are read`;
    console.warn(`related-articles: ${message}; name a part of it with text-from`);
    throw new Error(message);
  }
  const options = { credentials: "omit", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE) };
  if (named && !text) {
    endpoint += `?${new URLSearchParams([["url", url], ["limit", limit], ...kinds.map((kind) => ["kind", kind])])}`;
  } else {
    const body = { url, title: title.slice(0, 1000), text, limit };
    if (kinds.length) body.kinds = kinds;
    Object.assign(options, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  }
  const response = await fetch(endpoint, options);
  if (!response.ok) throw new Error(`the service answered ${response.status}`);
  return response.json();
}
