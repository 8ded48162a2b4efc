// Prompts while an address is typed. The page works the same without this file, by "Find address".
(() => {
  const box = document.getElementById("address-search");
  if (!box) return;
  const form = box.closest("form");
  const input = form.elements.search;
  const make = (tag, attributes) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const popup = make("div", { class: "prompts", hidden: "" });
  const list = make("ul", { id: "prompts", role: "listbox", "aria-label": "Addresses found" });
  // What is said aloud stands in the status; the same for the eye stands below the prompts.
  const source = make("p", { class: "soft", "aria-hidden": "true", translate: "no" });
  const status = make("p", { role: "status", class: "vh" });
  let timer, asked, at = -1;

  const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(combobox)) input.setAttribute(name, value);
  popup.append(list, source);
  input.after(popup, status);

  const show = (open) => {
    popup.hidden = !open;
    input.setAttribute("aria-expanded", open);
    if (!open) mark(-1);
  };
  const mark = (number) => {
    at = number;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", n === at));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  // An answer that comes later must not open the prompts again.
  const close = () => {
    clearTimeout(timer);
    asked = undefined;
    show(false);
  };
  const say = (words, code) => {
    status.textContent = words;
    status.className = code ? "msg mild" : "vh";
    if (code) status.dataset.code = code;
    else delete status.dataset.code;
  };

  // The server fetches the address and fills the fields: the same way as without scripts.
  const pick = (item) => {
    form.querySelectorAll("[name=place]").forEach((old) => old.remove());
    for (const [name, value] of [["place", item.dataset.id], ["use", "1"]]) {
      form.append(make("input", { type: "hidden", name, value }));
    }
    close();
    status.className = "soft";
    status.textContent = "Fetching the address…";
    form.submit();
  };

  const fill = (found) => {
    const items = found.prompts.map((prompt, n) => {
      const item = make("li", { id: "prompt-" + n, role: "option", "data-id": prompt.id });
      const name = make("b", {});
      name.textContent = prompt.text;
      item.append(name, " " + prompt.secondary);
      return item;
    });
    list.replaceChildren(...items);
    source.textContent = items.length ? found.attribution || found.problem : "";
    show(items.length > 0);
    const count = items.length === 1 ? "1 address found." : items.length + " addresses found.";
    say([found.problem, items.length ? count : "", found.attribution].join(" ").trim(), found.code);
  };

  const ask = async () => {
    const typed = input.value.trim();
    const query = new URLSearchParams({ q: typed, session: form.elements.search_session.value });
    const mine = (asked = query);
    try {
      const answer = await fetch(box.dataset.suggest + "?" + query);
      if (answer.ok && mine === asked) fill(await answer.json());
    } catch {
      show(false);
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim().length >= 3) return (timer = setTimeout(ask, 300));
    close();
    say("");
  });
  input.addEventListener("keydown", (event) => {
    const many = list.children.length;
    if (event.key === "Escape") return close();
    if (!many || (popup.hidden && event.key !== "ArrowDown")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      show(true);
      mark(at < 0 && step < 0 ? many - 1 : (at + step + many) % many);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      pick(list.children[at]);
    }
  });
  popup.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) pick(item);
  });
  input.addEventListener("blur", close);
})();
