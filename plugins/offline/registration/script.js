/* The worker keeps pages for a time without a network. The page comes first; over plain http there are no workers. */
addEventListener("load", () => navigator.serviceWorker?.register("/service-worker.js").catch(() => {}));
