// Sends the request of a box on /docs and shows the answer as it came, JSON indented.

for (const form of document.querySelectorAll("form.request")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const shown = form.querySelector("pre");
    shown.hidden = false;
    shown.textContent = "…";
    shown.textContent = await send(form.dataset.method, form.elements.address.value, form.elements.body?.value);
  });
}

async function send(method, address, body) {
  try {
    const headers = body === undefined ? {} : { "Content-Type": "application/json" };
    const response = await fetch(address, { method, body, headers, credentials: "omit" });
    const text = await response.text();
    const isJson = response.headers.get("Content-Type")?.includes("json");
    const lines = isJson ? JSON.stringify(JSON.parse(text), null, 2) : text;
    return `${response.status} ${response.headers.get("Content-Type") ?? ""}\n\n${lines}`;
  } catch (error) {
    return `The request failed: ${error.message}`;
  }
}
