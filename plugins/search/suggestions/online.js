/* Links to pages whose titles the reader may be typing: below the box, reached with the arrow keys or Tab. */
const box = document.querySelector("[data-suggestions]");
const input = box.querySelector("input");
const PAUSE = 200; // ms without a key before titles are asked for
const FEWEST = 2; // letters

const list = document.createElement("ul");
list.className = "suggestions";
list.hidden = true;
const status = document.createElement("p");
status.className = "unseen";
status.setAttribute("role", "status");
box.append(list, status);

const close = () => {
  list.hidden = true;
  status.textContent = "";
};

let asked = 0;
const show = async () => {
  const turn = ++asked;
  const text = input.value.trim();
  if (text.length < FEWEST) return close();
  const found = await fetch(`${urls.search_suggestions}?${new URLSearchParams({ q: text, go: 1 })}`)
    .then((answer) => (answer.ok ? answer.json() : []))
    .catch(() => []);
  if (turn !== asked || !box.contains(document.activeElement)) return;
  list.replaceChildren(
    ...found.map(([title, url]) => {
      const item = document.createElement("li");
      const link = item.appendChild(document.createElement("a"));
      link.href = url;
      link.textContent = title;
      return item;
    })
  );
  list.hidden = !found.length;
  status.textContent = found.length ? box.dataset.found.replace("{count}", found.length) : "";
};

let waiting;
input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE);
});
box.addEventListener("keydown", (event) => {
  const stops = [input, ...list.querySelectorAll("a")];
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && !list.hidden) {
    event.preventDefault(); // the browser would empty the field
    close();
    input.focus();
  } else if (step && !list.hidden) {
    event.preventDefault();
    stops[(stops.indexOf(document.activeElement) + step + stops.length) % stops.length].focus();
  }
});
box.addEventListener("focusout", ({ relatedTarget }) => box.contains(relatedTarget) || close());
waiting = setTimeout(show, PAUSE);
