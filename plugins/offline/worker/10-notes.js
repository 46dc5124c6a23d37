/* What has to outlive this worker, which the browser may end at any moment, stands in the Cache and in no variable. */
const NAME = "ngoai-mang-";
const [PAGES, FILES, NOTES] = ["trang-1", "tep-1", "so-1"].map((store) => NAME + store); // the number is the format's
const CONTACT = "/lien-lac"; // a sign that is new with every answer of the portal
const KNOWN = "/danh-sach"; // the list that was read last, with the sign that held when it was asked for

// What is still under way when the worker leaves must not make a store again: opening one does.
let left = false;
const opened = (store) => (left ? Promise.reject(new Error(store)) : caches.open(store));

const quiet = (promise) => promise.catch(() => {});
const pathOf = ({ url }) => new URL(url).pathname;
const ask = (address) =>
  fetch(address, { cache: "no-cache", redirect: "manual", signal: AbortSignal.timeout?.(LIMITS.patience) });
const isGone = ({ status, type }) => status === 404 || status === 410 || type === "opaqueredirect";

// Where the browser gives no more room, the older half of the pictures makes some.
const put = async (store, key, response) => {
  const cache = await opened(store);
  const spare = response.clone();
  try {
    await cache.put(key, response);
  } catch {
    const files = await opened(FILES);
    const pictures = (await files.keys()).filter((file) => !PART.test(pathOf(file)));
    for (const picture of pictures.slice(0, Math.ceil(pictures.length / 2))) await files.delete(picture);
    await cache.put(key, spare);
  }
};

const note = async (key) => (await (await opened(NOTES)).match(key))?.json();
const write = (key, value) => put(NOTES, key, new Response(JSON.stringify(value)));
const erase = async (key) => (await opened(NOTES)).delete(key);

let turn = Promise.resolve();
const inTurn = (work) => (turn = turn.then(work, work));

// Notes that the portal has answered, which it has to before anybody sees the answer: from now on the list that was
// read does not hold. Gives what takes the note back, for an answer that turns out to be somebody else's.
const contact = () =>
  inTurn(async () => {
    const before = await note(CONTACT);
    const sign = `${Date.now()} ${Math.random()}`;
    await write(CONTACT, sign).catch(() => erase(KNOWN));
    return () =>
      inTurn(async () => {
        if ((await note(CONTACT)) === sign) await (before ? write(CONTACT, before) : erase(CONTACT));
      });
  });

// The list of withdrawn articles, if it was read after the portal's last answer: only then may a page be shown.
const known = async () => {
  const [sign, list] = await Promise.all([note(CONTACT), note(KNOWN)]);
  return list?.sign === sign ? list : undefined;
};
