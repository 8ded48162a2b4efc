// Prompts while an address is typed. The page works the same without this file, by "Find address".
(() => {
  const box = document.getElementById("address-search");
  if (!box) return;
  const form = box.closest("form");
  const input = form.elements.search;
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let timer, asked, at = -1;

  list.id = "prompts";
  list.className = "prompts";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Addresses found");
  list.hidden = true;
  status.setAttribute("role", "status");
  status.className = "soft";
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.after(list, status);

  const show = (open) => {
    list.hidden = !open;
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

  // The server fetches the address and fills the fields: the same way as without scripts.
  const pick = (item) => {
    form.querySelectorAll("[name=place]").forEach((old) => old.remove());
    for (const [name, value] of [["place", item.dataset.id], ["use", "1"]]) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = value;
      form.append(field);
    }
    show(false);
    form.submit();
  };

  const fill = (found) => {
    const items = found.prompts.map((prompt, n) => {
      const item = document.createElement("li");
      const name = document.createElement("b");
      item.id = "prompt-" + n;
      item.dataset.id = prompt.id;
      item.setAttribute("role", "option");
      name.textContent = prompt.text;
      item.append(name, " " + prompt.secondary);
      return item;
    });
    list.replaceChildren(...items);
    show(items.length > 0);
    const count = items.length === 1 ? "1 address found. " : items.length + " addresses found. ";
    status.textContent = [found.problem, items.length ? count + found.attribution : ""].join(" ").trim();
  };

  const ask = async () => {
    const typed = input.value.trim();
    if (typed.length < 3) return show(false);
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
    timer = setTimeout(ask, 300);
  });
  input.addEventListener("keydown", (event) => {
    const many = list.children.length;
    if (event.key === "Escape") return show(false);
    if (!many || (list.hidden && event.key !== "ArrowDown")) return;
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
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const item = event.target.closest("li");
    if (item) pick(item);
  });
  input.addEventListener("blur", () => show(false));
})();
