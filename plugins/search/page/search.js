/* The search page: newest articles first, older ones when the newest do not answer. */
const AUTOMATIC = 5; // shards that are looked through without being asked: at most 2,000 articles
const ENOUGH = 10; // results: that many are shown at once, and with that many no older shard is asked
const RANKING = { diacriticSimilarity: 20 }; // below 10, a word with other marks in a shorter text comes first

const form = document.querySelector("[data-search]");
const status = document.querySelector(".search-status");
const list = document.querySelector(".search-results");
const more = document.querySelector(".search-more");
const shards = (form.dataset.shards || "").split(" ").filter(Boolean).map((told) => {
  const [name, key, count, first, last] = told.split(":");
  return { name, key, count: Number(count), first: Number(first), last: Number(last) };
});
const number = (value) => value.toLocaleString(document.documentElement.lang);
const words = JSON.parse(form.dataset.said);
// One of the texts, with what stands in {…} put in.
const say = (name, values) => words[name].replace(/{(\w+)}/g, (_, key) => values[key]);

const [portal, portalKey] = form.dataset.portal.split(":");
const least = Number(form.dataset.least); // articles that are looked through in any case

let pagefind;
const loaded = new Map();
const start = () =>
  (pagefind ??= import(`${urls.search}${portal}/pagefind.js`).then(async (module) => {
    await module.options({
      basePath: `${urls.search}${portal}/`,
      baseUrl: "/",
      metaCacheTag: portalKey,
      noWorker: true, // a program of 11 kB more to wait for, and it could use nothing that the page has fetched
      ranking: RANKING,
    });
    return module;
  }));
const load = (shard) => {
  const { name, key } = shard;
  if (!loaded.has(name)) {
    const options = { baseUrl: "/", metaCacheTag: key, ranking: RANKING };
    loaded.set(name, start().then((module) => module.mergeIndex(`${urls.search}${name}/`, options)));
  }
  return loaded.get(name);
};

// After a failure all begins anew: Pagefind keeps an index that it could not read, and fails by it for ever.
const forget = async () => {
  const old = pagefind;
  pagefind = undefined;
  loaded.clear();
  (await old?.catch(() => {}))?.destroy();
};

const asked = () => Object.fromEntries(new FormData(form));
const chosenOf = ({ q, ...fields }) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
// The word that stands in everything that belongs to a department, a category or a year (record.py).
const markOf = (slug) => `muc1${slug.replaceAll("-", "")}0`;

// A word as the index has it: without marks, đ as d, letters and digits only.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/đ/g, "d");
const bare = (word) => folded(word).replace(/[^\p{L}\p{N}]/gu, "");
// The number of a document is looked for as a whole: as separate signs it would be found everywhere.
const asTyped = (text) => (/^\S*\d\S*\/\S+$/.test(text) ? `"${text}"` : text);

// An index that does not know a word leaves it out, so an answer of many indexes is checked as it is read.
const reading = (results, query, text) => {
  const terms = query.split(/\s+/).map(bare).filter(Boolean);
  const typed = text.toLowerCase().split(/\s+/);
  const bareTyped = typed.map(bare);
  // Pagefind gives a text with “Đình” and “định” no more for “định” than one with “Đình” alone, and “đọc tin” in a
  // title no more for “doc tin” than somewhere in a text.
  const exact = ({ meta, content }) => {
    const said = [meta.title, content].map((text) => text.toLowerCase().split(/\s+/));
    const inTitle = bareTyped.every((word) => said[0].map(bare).includes(word));
    return said.filter((words) => typed.every((word) => words.includes(word))).length + inTitle;
  };
  const holds = ({ meta, content }) => {
    const words = `${Object.values(meta).join(" ")} ${content}`.split(/\s+/).map(bare);
    return terms.every((term) => words.some((word) => word.startsWith(term)));
  };
  const state = { read: 0, kept: 0, left: results.length };
  state.next = async () => {
    const found = [];
    for (let tries = 0; tries < 3 && found.length < ENOUGH && state.left; tries++) {
      const part = results.slice(state.read, state.read + ENOUGH - found.length);
      found.push(...(await Promise.all(part.map((result) => result.data()))).filter(holds));
      found.sort((one, other) => exact(other) - exact(one));
      state.read += part.length;
      state.left -= part.length;
    }
    state.kept += found.length;
    return found;
  };
  return state;
};

let turn = 0;
const search = async (reach = AUTOMATIC) => {
  const mine = ++turn;
  const query = asked();
  const text = query.q.trim();
  const chosen = chosenOf(query);
  const address = new URLSearchParams({ ...(text && { q: text }), ...chosen });
  history.replaceState(null, "", address.size ? `?${address}` : location.pathname);
  if (!text && !Object.keys(chosen).length) {
    status.textContent = "";
    list.replaceChildren();
    more.hidden = true;
    return;
  }
  status.textContent = words.searching;
  try {
    const year = Number(chosen.nam);
    const wanted = year ? shards.filter((shard) => shard.first <= year && year <= shard.last) : shards;
    const module = await start();
    const sought = [asTyped(text), ...Object.values(chosen).map(markOf)].join(" ").trim();
    let looked = 0;
    let answer;
    let found;
    do {
      looked = upTo(wanted, Math.min(looked + 1, wanted.length));
      await Promise.all(wanted.slice(0, looked).map(load));
      answer = reading((await module.search(sought)).results, sought, text);
      found = await answer.next();
      if (mine !== turn) return;
    } while (found.length < ENOUGH && looked < Math.min(reach, wanted.length));
    status.textContent = said(answer, text, wanted.slice(0, looked), looked < wanted.length);
    list.replaceChildren(...found.map(entry));
    offer(answer, wanted.slice(looked), reach);
  } catch {
    await failed(mine);
  }
};

const failed = async (mine) => {
  await forget();
  if (mine === turn) status.textContent = words.failed;
};

// How many shards make up the least of articles, and no fewer than a number of them.
const upTo = (wanted, number) => {
  let articles = 0;
  const place = wanted.findIndex((shard, n) => (articles += shard.count) >= least && n + 1 >= number);
  return Math.min(Math.max(number, place < 0 ? wanted.length : place + 1), Math.max(number, AUTOMATIC));
};

const said = ({ kept, read, left }, text, looked, older) => {
  const all = looked.reduce((sum, shard) => sum + shard.count, 0);
  const what = text ? say("what", { text }) : "";
  const where = older ? say("where", { count: number(all) }) : "";
  if (!kept) return say(older ? "none" : "nowhere", { what, where });
  const count = number(kept + (kept < read ? 0 : left));
  return say(left && kept < read ? "at_least" : "found", { count, what, where });
};

const offer = (answer, older, reach) => {
  more.hidden = !answer.left && !older.length;
  if (answer.left) {
    more.textContent = say("more", { count: number(Math.min(answer.left, ENOUGH)) });
    more.onclick = async () => {
      const mine = turn;
      try {
        const found = await answer.next();
        if (mine !== turn) return;
        const next = list.children.length;
        list.append(...found.map(entry));
        offer(answer, older, reach);
        list.children[next]?.querySelector("a").focus();
      } catch {
        await failed(mine);
      }
    };
  } else if (older.length) {
    const count = older.reduce((sum, shard) => sum + shard.count, 0);
    more.textContent = say("older", { count: number(count) });
    more.onclick = () => search(reach + AUTOMATIC);
  }
};

const entry = ({ url, meta }) => {
  const item = document.createElement("li");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = url;
  link.lang = /^\/en\//.test(url) ? "en" : "vi";
  link.textContent = meta.title;
  heading.append(link);
  item.append(heading);
  const facts = [meta.date, meta.department].filter(Boolean);
  if (facts.length) {
    const line = item.appendChild(document.createElement("p"));
    line.className = "meta";
    line.textContent = facts.join(" · ");
  }
  return item;
};

let waiting;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(search, 250);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  search();
});
for (const [name, value] of new URLSearchParams(location.search)) {
  const field = form.elements[name];
  if (field) field.value = value;
  field?.closest("details")?.setAttribute("open", "");
}
search();
