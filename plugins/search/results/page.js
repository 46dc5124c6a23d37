/* Results while the reader types and, if the service does not answer, titles from lists that the build wrote. Without a
   network the newest lists come from the service worker (plugins/offline), with the time at which it stored them. */
const form = document.querySelector("[data-search]");
const place = document.querySelector(".search-answer");
const status = document.querySelector("[role=status]");
const words = JSON.parse(form.dataset.search);
const say = (name, values) => words[name].replace(/{(\w+)}/g, (_, key) => values[key].toLocaleString(document.documentElement.lang));
const PAUSE = 250; // ms without a key before a query is sent
const PATIENCE = 4000; // ms that an answer may take
const ENOUGH = 10; // titles, before older lists are asked for

let asked = 0;
const show = (turn, nodes, said) => {
  if (turn !== asked) return;
  place.replaceChildren(...nodes);
  status.textContent = said;
};

// A parser of texts would need a policy for Trusted Types.
const loaded = (address) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("GET", address);
    request.responseType = "document";
    request.timeout = PATIENCE;
    request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(request));
    request.onerror = request.ontimeout = reject;
    request.send();
  });

const search = async (fields, typing) => {
  const turn = ++asked;
  const address = `${form.action}?${new URLSearchParams(fields)}`;
  history.replaceState(null, "", address);
  try {
    const part = await loaded(`${address}&phan=1${typing ? "&go=1" : ""}`);
    const said = part.querySelector("[data-said]");
    if (!said) throw part;
    show(turn, part.body.childNodes, said.dataset.said);
  } catch {
    await fromTitles(turn, fields.q);
  }
};

// As the service does: without accents and case, đ as d, whatever is neither letter nor digit between words.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
const split = (text) => folded(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

const fromTitles = async (turn, text) => {
  const left = form.dataset.titles.split(" ").filter(Boolean);
  const sought = split(text);
  const list = document.createElement("ol");
  list.className = "article-list";
  const more = document.createElement("button");
  more.type = "button";
  more.textContent = words.older;
  let [all, source] = [0, "titles"];
  const read = async () => {
    const before = list.childElementCount;
    while (left.length && list.childElementCount < before + ENOUGH) {
      const answer = await fetch(`${urls.titles}${left[0]}.txt`);
      if (!answer.ok) {
        if (source === "titles") throw answer;
        left.length = 0; // older lists are not stored
        break;
      }
      if (answer.headers.has("x-luu-luc")) source = "stored";
      left.shift();
      for (const line of (await answer.text()).split("\n")) {
        const [url, title] = line.split("\t");
        if (!title) continue;
        all += 1;
        const own = split(title);
        if (!sought.every((word) => own.includes(word))) continue;
        const link = document.createElement("a");
        link.href = url;
        link.textContent = title;
        list.appendChild(document.createElement("li")).append(link);
      }
    }
    more.hidden = !left.length;
    const said = document.createElement("p");
    said.textContent = say(source, { count: list.childElementCount, all });
    show(turn, [said, list, more], said.textContent);
  };
  const tried = () =>
    read().catch(() => {
      const said = document.createElement("p");
      said.textContent = words.failed;
      show(turn, list.childElementCount ? [said, list, more] : [said], words.failed);
    });
  more.onclick = tried;
  await tried();
};

let waiting;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => search({ q: form.elements.q.value }, true), PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  status.textContent = words.searching;
  search({ q: form.elements.q.value });
});

// The service was down when this page was asked for.
const { q, ...rest } = Object.fromEntries(new URLSearchParams(location.search));
if ((q || Object.keys(rest).length) && !place.querySelector("[data-said]")) {
  form.elements.q.value = q ?? "";
  search({ ...rest, q: q ?? "" });
}
