// Comfort only: every page works without this file.
(() => {
  const all = (selector) => document.querySelectorAll(selector);

  // Older browsers cannot unfold the ladder by style sheet on wide screens.
  if (matchMedia("(min-width:60rem)").matches) all(".ladder details").forEach((fold) => (fold.open = true));

  // Plain http has no clipboard: there the marked text is copied.
  const copy = async (source) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(source.value ?? source.textContent);
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    if (!document.execCommand("copy")) throw new Error("not copied");
  };

  all("[data-copy]").forEach((button) => {
    const words = [...button.childNodes];
    const source = document.getElementById(button.dataset.copy);
    if (!source) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await copy(source);
        button.replaceChildren("Copied");
      } catch {
        button.replaceChildren("Press Ctrl+C");
      }
      setTimeout(() => button.replaceChildren(...words), 3000);
    });
  });

  all("[data-secret]").forEach((input) => {
    const button = document.createElement("button");
    const say = () => (button.textContent = input.type === "password" ? "Show" : "Hide");
    button.type = "button";
    button.className = "plain";
    button.setAttribute("aria-label", "Show or hide what you type");
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      say();
    });
    say();
    const row = document.createElement("div");
    row.className = "secret";
    input.before(row);
    row.append(input, button);
  });

  // A second press while the first is on its way does nothing. The button stays enabled: its name and value must travel.
  // A form that is answered with a file leaves the page standing: it may be sent again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("download" in form.dataset) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    const button = event.submitter;
    if (!button) return;
    button.setAttribute("aria-busy", "true");
    if (!button.dataset.busy) return;
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    status.className = "soft";
    button.after(status);
    status.textContent = button.dataset.busy;
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    all("[data-sent]").forEach((form) => delete form.dataset.sent);
    all("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
    all("button + [role=status]").forEach((status) => status.remove());
  });

  all("time[datetime]").forEach((time) => {
    const at = new Date(time.dateTime);
    if (isNaN(at)) return;
    const month = "short" in time.dataset ? "short" : "long";
    time.title = time.textContent;
    time.textContent = at.toLocaleString("en-GB", { day: "numeric", month, hour: "2-digit", minute: "2-digit", ...(month === "long" && { year: "numeric" }) });
  });

  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
})();
