/* What the browser asks for: pages from the network first, files by their name, all else is none of the worker's. */

const SEARCH = new RegExp(`^(/en)?${urls.search}$`);

// A stored page, if one may be shown: its list was read after the portal's last answer, or can be read now.
const find = async (path) => {
  const list = (await known()) ?? (await quiet(readList().then(known)));
  if (path === `${urls.offline}` || !list || list.withdrawn.includes(path)) return undefined;
  const response = await (await opened(PAGES)).match(path);
  if (!response || ageOf(response.headers.get(TIME)) >= LIMITS.oldest) return undefined;
  return TITLES.test(path) ? withoutWithdrawn(response, list.withdrawn) : asStored(response);
};
const shown = (path) => quiet(find(path));

// The stored pages by name, as entries of a list: the latest news, then what was read last.
const entries = async (list) => {
  const hidden = [`${urls.offline}`, ...list.withdrawn];
  const stored = (await held()).filter(([path, time]) => !hidden.includes(path) && !TITLES.test(path) && ageOf(time) < LIMITS.oldest);
  const paths = stored.map(([path]) => path).reverse();
  const news = [HOME, ...(list.search ?? []), ...list.news].filter((path) => paths.includes(path));
  const titles = [...new Set([...news, ...paths])].map(async (path) => {
    const [, title] = /<title>(.*) - [^<]*<\/title>/.exec(await htmlOf(path));
    return `<li><a href="${path}">${title}</a></li>`;
  });
  return (await Promise.all(titles)).join("");
};

const instead = async () => {
  const response = await (await opened(PAGES)).match(`${urls.offline}`);
  if (!response) return Response.error();
  const list = await known();
  const items = list && (await quiet(entries(list)));
  let html = await response.text();
  if (!list) html = html.replace("data-owed hidden", "data-owed");
  if (items) html = html.replace(/data-stored hidden([^]*?)<\/ul>/, (_, before) => `data-stored${before}${items}</ul>`);
  return new Response(html, { status: 503, headers: response.headers });
};

// What an answer of the network leaves behind: the page in the store, or what was stored there gone.
const take = async (path, response, undo) => {
  if (isGone(response)) await drop(path);
  else if (response.status === 200) {
    const ours = isPage(path) ? await keepPage(path, response) : (await textOf(path, response)) !== undefined;
    if (!ours) return undo();
    await trim();
  }
  return keep();
};

const openPage = async (event, path) => {
  const answer = fetch(event.request.url, { cache: "no-cache", redirect: "manual" }).then(async (response) => {
    const copy = response.clone();
    return { response, copy, undo: await contact().catch(() => () => {}) }; // a store that fails stops no page
  });
  event.waitUntil(quiet(answer.then(({ copy, undo }) => take(path, copy, undo))));
  const late = new Promise((resolve) => setTimeout(resolve, LIMITS.patience));
  try {
    const first = (await Promise.race([answer, late])) ?? (await shown(path)) ?? (await answer);
    return first.response ?? first;
  } catch {
    return (await shown(path)) ?? instead();
  }
};

addEventListener("fetch", (event) => {
  const { method, mode, destination, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (left || method !== "GET" || origin !== location.origin) return;
  if (mode === "navigate") {
    if (isPage(pathname) || SEARCH.test(pathname)) event.respondWith(openPage(event, pathname));
  } else if (TITLES.test(pathname)) {
    event.respondWith(openPage(event, pathname));
  } else if (FILE.test(pathname) && ["style", "script", "image"].includes(destination)) {
    event.respondWith(openFile(event, pathname).catch(() => fetch(event.request)));
  }
});

// The page from which the worker came was read too, before there was a worker; its pictures are still in the browser.
const begin = async () => {
  await contact();
  const open = await clients.matchAll({ type: "window", includeUncontrolled: true });
  for (const path of new Set(open.map(pathOf).filter(isPage))) {
    await renew(path);
    for (const picture of picturesOf(await htmlOf(path))) {
      const response = await fromBrowser(picture);
      if (response) await keepFile(picture, response);
    }
  }
  await upkeep();
};

addEventListener("install", (event) => {
  skipWaiting();
  const prepared = renew(`${urls.offline}`).then((ours) => ours || Promise.reject(new Error(`${urls.offline}`)));
  event.waitUntil(prepared.then(() => quiet(begin())));
});

addEventListener("activate", (event) => {
  const old = (stores) => stores.filter((store) => store.startsWith(NAME) && ![PAGES, FILES, NOTES].includes(store));
  const erased = caches.keys().then((stores) => Promise.all(old(stores).map((store) => caches.delete(store))));
  event.waitUntil(erased.then(() => clients.claim()));
});
