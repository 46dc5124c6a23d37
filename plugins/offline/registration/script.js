/* The worker keeps pages for a time without a network. The page comes first; over plain http there are no workers. The
   policy is the one that the server's Content-Security-Policy allows: whatever script is asked for, it is the worker. */
self.onload = () => {
  const url = "/service-worker.js";
  self.trustedTypes?.createPolicy("default", { createScriptURL: () => url });
  navigator.serviceWorker?.register(url).catch(() => {});
};
