/* Print, save, share. */
{
  const tools = document.querySelector("[data-tools]");

  if (tools) {
    const part = (name) => tools.querySelector(`[data-${name}]`);
    const status = tools.querySelector("[role=status]");
    tools.hidden = false;
    // A browser that is asked by a script prints only the pictures that it has; 5 seconds are given to the others.
    part("print").onclick = async () => {
      const all = [...document.images].map((picture) => {
        picture.loading = "eager";
        return picture.complete || picture.decode();
      });
      await Promise.race([Promise.allSettled(all), new Promise((late) => setTimeout(late, 5000))]);
      print();
    };

    // What is not published can be neither shared nor saved.
    const save = part("save");
    if (save) {
      const address = document.querySelector("[rel=canonical]").href;
      part("share").hidden = !navigator.share && !navigator.clipboard;
      part("share").onclick = ({ currentTarget }) =>
        navigator.share
          ? navigator.share({ title: document.title, url: address }).catch(() => {})
          : navigator.clipboard.writeText(address).then(
              () => (status.textContent = currentTarget.dataset.done),
              () => (status.textContent = address)
            );

      // What builds the file (page.js) is loaded when it is asked for.
      save.onclick = () => {
        status.textContent = save.dataset.busy;
        import(save.dataset.script).catch(() => (status.textContent = save.dataset.failed));
      };
    }
  }
}
