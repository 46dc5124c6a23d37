/* For hosts that process no includes (the setting ALERT_FETCH): the alert as plugins/alert/fragment.html has it. */
(async () => {
  const response = await fetch("${urls.alert_data}", { cache: "no-cache" });
  if (!response.ok) return;
  const alert = await response.json();
  const now = Date.parse(response.headers.get("date")) || Date.now(); // this device's clock may be wrong
  const left = alert.until * 1000 - now;
  if (!(left > 0)) return;
  const make = (name, attributes, ...children) => {
    const element = Object.assign(document.createElement(name), attributes);
    element.append(...children);
    return element;
  };
  const { lang } = document.documentElement;
  const words = alert[lang] ?? alert.vi;
  const text = make("span", lang === "vi" ? {} : { lang: "vi" }, alert.text);
  const end = make("p", { className: "alert-end" });
  if (alert.link) end.append(make("a", { href: alert.link }, words.details), " ");
  end.append(words.end);
  const section = make(
    "section",
    { className: `alert alert-${alert.level}`, ariaLabel: words.name },
    make("link", { rel: "stylesheet", href: "${urls.alert_style}" }),
    make("p", {}, make("strong", {}, `${words.name}:`), " ", text),
    end,
  );
  document.querySelector(".skip-link").after(section);
  if (left < 2 ** 31) setTimeout(() => section.remove(), left); // a longer time would be taken for none
})().catch(() => {});
