/* Sends the answer without leaving the page. */
document.querySelectorAll("[data-helpful]").forEach((form) =>
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const line = form.querySelector("[role=status]");
    fetch(event.submitter.formAction, { method: "POST" })
      .then((reply) => {
        if (!reply.ok) throw reply;
        form.querySelector("fieldset").disabled = true;
        line.removeAttribute("role"); // announced by the focus
        line.textContent = line.dataset.thanks;
        line.focus();
      })
      .catch(() => (line.textContent = line.dataset.failed));
  })
);
