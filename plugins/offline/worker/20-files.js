/* Style sheet, script, pictures: what a digest names is taken from the store first, for it cannot be another. */
const FILE = new RegExp(`^(${urls.theme}|${urls.pictures}|/[^/]+\\.(svg|png|webp|jpe?g)$)`); // the last is the emblem
const PART = new RegExp(`${urls.theme}([\\w-]+\\.\\w+\\.css|site\\.\\w+\\.js)`);
const NAMED = new RegExp(`^(${PART.source}|${urls.pictures})`);
const MOST_PARTS = 24; // style sheets and scripts of three releases

const kindOf = (path) => (path.endsWith(".css") ? "text/css" : path.endsWith(".js") ? "javascript" : "image/");
const isFile = ({ type, status, redirected, headers }, path) =>
  type === "basic" && status === 200 && !redirected && headers.get("content-type")?.includes(kindOf(path));

const keepFile = async (path, response) => {
  await put(FILES, path, response);
  const files = await opened(FILES);
  const paths = (await files.keys()).map(pathOf);
  const [parts, pictures] = [true, false].map((part) => paths.filter((path) => PART.test(path) === part));
  for (const path of [...parts.slice(0, -MOST_PARTS), ...pictures.slice(0, -LIMITS.pictures)]) await files.delete(path);
};

// What a page needs to look like itself.
const keepParts = async (html) => {
  const files = await opened(FILES);
  for (const path of new Set(html.match(new RegExp(PART, "g")))) {
    if (await files.match(path)) continue;
    const response = await fetch(path);
    if (isFile(response, path)) await keepFile(path, response);
  }
};

// What the browser has kept by itself is no answer of the portal; of a name with a digest it is right for ever.
const fromBrowser = async (path) => {
  const response = await quiet(fetch(path, { cache: "only-if-cached", mode: "same-origin" }));
  return response && isFile(response, path) ? response : undefined;
};

const openFile = async (event, path) => {
  const named = NAMED.test(path);
  const stored = await (await opened(FILES)).match(path, { ignoreVary: true });
  if (stored && named) return stored;
  const kept = named && (await fromBrowser(path));
  try {
    const response = kept || (await fetch(event.request));
    if (isFile(response, path)) {
      const copy = response.clone();
      const answered = named && !kept; // the emblem may come from the browser's own cache, and comes with a page anyway
      if (answered) await quiet(contact());
      event.waitUntil(quiet(keepFile(path, copy).then(() => answered && keep())));
    }
    return response;
  } catch (error) {
    if (stored) return stored;
    throw error;
  }
};
