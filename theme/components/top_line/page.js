/* Read the page aloud; loaded by the first press of the button, which it begins with. */
{
  const listen = document.querySelector("[data-listen]");
  const main = document.querySelector("main");
  const speech = window.speechSynthesis;
  const labels = [listen.textContent, listen.dataset.listen];
  const voice = speech.getVoices().find(({ lang }) => lang.toLowerCase().startsWith(document.documentElement.lang));
  const stop = () => {
    speech.cancel();
    listen.textContent = labels[0];
  };
  listen.onclick = () => {
    if (listen.textContent === labels[1]) return stop();
    listen.textContent = labels[1];
    // Paragraph by paragraph: some voices fall silent after 15 seconds of one text.
    const parts = "p, li, h2, h3, h4, h5, h6, pre, caption, figcaption, dt, dd, td, th";
    const own = main.querySelector(".prose") ? `h1, .standfirst, .prose :is(${parts})` : "h1, h2, h3, p";
    const texts = [...main.querySelectorAll(own)].filter(
      (part) => !part.parentElement.closest(".prose :is(li, dd, td, th)") // what is in another is read with it
    );
    texts.forEach((element, n) => {
      const said = new SpeechSynthesisUtterance(element.textContent);
      said.voice = voice;
      said.lang = voice.lang;
      if (n === texts.length - 1) said.onend = stop;
      speech.speak(said);
    });
  };
  listen.onclick();
  addEventListener("pagehide", () => speech.cancel());
}
