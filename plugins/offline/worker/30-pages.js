/* The stored pages: what may be stored, for how long, and how a stored one says that it is one. */
const LIVE = new RegExp(`^(/en)?(${urls.counter}|${urls.sign_in}|${urls.search}|${urls.drafts}|${urls.preview})`); // true now or not at all
const HOME = `${urls.home}`;
const TIME = "x-luu-luc"; // when the portal sent the page, by this device's clock

const TITLES = new RegExp(`^${urls.titles}`); // lists of an address and a title on each line, for the search page

const isPage = (path) => !LIVE.test(path) && !/\.[^/]*$/.test(path);
const ageOf = (time) => Math.abs(Date.now() - time); // a clock that was set back does not make a page younger

// Path and time of every stored page, the oldest first.
const held = async () => {
  const pages = await opened(PAGES);
  const times = (await pages.keys()).map(async (request) => {
    const stored = await pages.match(request);
    return [pathOf(request), Number(stored?.headers.get(TIME) ?? 0)];
  });
  return (await Promise.all(times)).sort((one, other) => one[1] - other[1]);
};

// A whole page of this portal says at which address it belongs, and last that it ends. The page that a network shows
// before it lets anybody through does not.
const isOurs = (html, path) => {
  const canonical = /<link rel="canonical" href="https?:\/\/[^/"]+([^"]+)">/.exec(html);
  return canonical?.[1] === path && html.trimEnd().endsWith("</html>");
};

// The page at an old address, where the text itself may still be stored.
const leadsOn = (html) => html.includes('<meta http-equiv="refresh"') && /<link rel="canonical" href="https?:/.test(html);

const isList = (text) => text.trim().split("\n").every((line) => /^(\/\S+\t.+)?$/.test(line));

// The text of a page or list of titles, if it is whole and one of this portal.
const textOf = async (path, response) => {
  const { type, status, redirected, headers } = response;
  const [kind, isWhole] = TITLES.test(path) ? [/^text\/plain\b/, isList] : [/^text\/html\b/, isOurs];
  if (type !== "basic" || status !== 200 || redirected || !kind.test(headers.get("content-type"))) return undefined;
  const text = await response.text();
  if (leadsOn(text)) await drop(path);
  return isWhole(text, path) ? text : undefined;
};

// Stores a page or list of titles; tells whether it was one of this portal.
const keepPage = async (path, response) => {
  const html = await textOf(path, response);
  if (html === undefined) return false;
  const kept = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "vary"]) kept.delete(name);
  kept.set(TIME, Date.now());
  // Without the alert of this moment: without a network nothing says when it was taken back.
  const lasting = html.replace(/<section class="alert .*?<\/section>/s, "");
  await put(PAGES, path, new Response(lasting, { headers: kept }));
  await keepParts(html);
  return true;
};

const htmlOf = async (path) => (await (await opened(PAGES)).match(path))?.text();
const picturesOf = (html) => new Set(html?.match(/\/anh\/[\w.-]+/g));

// Takes a page out, and with it the pictures that it showed.
const drop = async (path) => {
  const [pages, files] = await Promise.all([PAGES, FILES].map((store) => opened(store)));
  const html = await htmlOf(path);
  await pages.delete(path);
  for (const picture of picturesOf(html)) await files.delete(picture);
};

const trim = async () => {
  const pages = await opened(PAGES);
  const { news = [], search = [] } = (await note(KNOWN)) ?? {};
  const wanted = [HOME, ...search, ...news];
  const all = (await held()).filter(([path]) => path !== `${urls.offline}`);
  const young = all.filter(([, time]) => ageOf(time) < LIMITS.oldest);
  const last = [...young.filter(([path]) => !wanted.includes(path)), ...young.filter(([path]) => wanted.includes(path))];
  const staying = new Set(last.slice(-LIMITS.pages).map(([path]) => path));
  for (const [path] of all) if (!staying.has(path)) await pages.delete(path);
};

const two = (number) => String(number).padStart(2, 0);
// As in NĐ 30/2020/NĐ-CP, Annex I: days below 10 and months 1 and 2 take a leading 0.
const said = (time, lang) => {
  if (lang === "en") return time.toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" });
  const [day, month] = [time.getDate(), time.getMonth() + 1];
  return `${two(time.getHours())} giờ ${two(time.getMinutes())} phút, ngày ${two(day)}/${month < 3 ? two(month) : month}/${time.getFullYear()}`;
};

// A list of titles as stored, but for the articles that were withdrawn.
const withoutWithdrawn = async (response, withdrawn) => {
  const lines = (await response.text()).split("\n");
  const left = lines.filter((line) => !withdrawn.includes(line.split("\t")[0]));
  return new Response(left.join("\n"), { headers: response.headers });
};

// The title says it first, since that is what a screen reader speaks when a page has come.
const asStored = async (response) => {
  const time = new Date(Number(response.headers.get(TIME)));
  const page = await response.text();
  const lang = page.includes('<html lang="en">') ? "en" : "vi";
  const words = WORDS[lang];
  const notice = `<p class="old-notice">${words.notice.replace("{time}", said(time, lang))}</p>`;
  const html = page
    .replace("<title>", `<title>${words.title} `)
    .replace(/<main\b[^>]*>/, (main) => main + notice)
    .replace(/data-stopped="[^"]*"/g, `data-stopped="${words.stopped}"`); // not that the counter has stopped
  return new Response(html, { headers: response.headers });
};
