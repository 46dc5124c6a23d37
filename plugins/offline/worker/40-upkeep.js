/* After each answer of the portal: the list of withdrawn articles first, then what is missing or old. */

// The room was taken out of the portal: nothing of it stays in the browser.
const leave = async () => {
  left = true;
  for (const store of await caches.keys()) if (store.startsWith(NAME)) await caches.delete(store);
  await registration.unregister(); // last: a worker that was ended before comes back and leaves again
};

const isAddresses = (list) => Array.isArray(list) && list.every((path) => /^\/[^/]/.test(path));

// Reads the list, and drops what it names and every page that leads there. Throws if it could not be read.
const readList = async () => {
  const sign = await note(CONTACT);
  const response = await ask(`${urls.offline_list}`);
  if (response.status === 404 || response.status === 410) await leave();
  if (response.status !== 200) throw new Error(`${urls.offline_list}`);
  const { withdrawn, news, search = [] } = await response.json(); // an older release has no `search`
  if (![withdrawn, news, search].every(isAddresses)) throw new Error(`${urls.offline_list}`);
  const before = (await note(KNOWN))?.withdrawn ?? [];
  await forget(withdrawn, withdrawn.filter((path) => !before.includes(path)));
  const list = { sign, withdrawn, news, search };
  await write(KNOWN, list);
  return list;
};

const forget = async (withdrawn, fresh) => {
  for (const [path] of await held()) {
    const html = fresh.length ? await htmlOf(path) : "";
    if (withdrawn.includes(path) || fresh.some((address) => html?.includes(`"${address}"`) || html?.includes(`${address}\t`))) await drop(path);
  }
};

// Asks for a page again: what has none any more, or has it elsewhere, leaves the store.
const renew = async (path) => {
  const response = await ask(path);
  if (isGone(response)) await drop(path);
  else return keepPage(path, response);
};

const upkeep = async () => {
  const before = await note(KNOWN);
  const { news, search } = await readList();
  const stored = new Map(await held());
  const changing = String([before?.news, before?.search]) === String([news, search]) ? [] : [HOME, ...search];
  const wanted = navigator.connection?.saveData ? [`${urls.offline}`] : [`${urls.offline}`, HOME, ...news, ...search];
  const isBehind = (path) => changing.includes(path) && ageOf(stored.get(path)) > LIMITS.patience;
  const missing = wanted.filter((path) => !stored.has(path) || isBehind(path));
  const old = [...stored.keys()].filter((path) => ageOf(stored.get(path)) > LIMITS.old);
  for (const path of new Set([...missing, ...old.slice(0, LIMITS.renewals)])) await renew(path);
  await trim();
};

// Answers that come together, such as a page with its pictures, are followed by one upkeep, which begins after them.
let waiting;
const keep = () =>
  (waiting ??= new Promise((resolve) => setTimeout(resolve, LIMITS.pause)).then(() => {
    waiting = undefined;
    return upkeep();
  }));
