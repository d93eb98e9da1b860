/* Suggestions under the search field, by keyboard too (ARIA combobox with a list); comfort only. */
"use strict";

for (const field of document.querySelectorAll("[data-suggest]")) {
  const box = document.getElementById(field.dataset.suggest);
  let current = -1;
  let awaited = false;
  const options = () => [...box.querySelectorAll("[role=option]")];

  const choose = (number) => {
    const every = options();
    current = every.length ? (number + every.length + 1) % (every.length + 1) : -1;
    if (current === every.length) current = -1;
    every.forEach((one, at) => one.setAttribute("aria-selected", String(at === current)));
    if (current < 0) field.removeAttribute("aria-activedescendant");
    else field.setAttribute("aria-activedescendant", every[current].id);
  };
  const show = () => {
    const open = options().length > 0;
    field.setAttribute("aria-expanded", String(open));
    if (open) field.setAttribute("aria-controls", "suggestion-list");
    else field.removeAttribute("aria-controls");
    current = -1;
    field.removeAttribute("aria-activedescendant");
  };
  const close = () => {
    box.replaceChildren();
    show();
  };
  const take = (option) => {
    field.value = option.dataset.value;
    close();
    field.form.requestSubmit();
  };

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("autocomplete", "off");
  show();
  box.addEventListener("htmx:afterSwap", show);
  // Answers that come when the person has left, or closed the list, are not shown.
  box.addEventListener("htmx:beforeSwap", (event) => {
    if (!awaited || document.activeElement !== field) event.detail.shouldSwap = false;
    awaited = false;
  });
  field.addEventListener("input", () => {
    awaited = true;
  });
  box.addEventListener("mousedown", (event) => event.preventDefault());
  box.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    const every = options();
    if (event.key === "Escape" && (awaited || every.length)) {
      event.preventDefault();
      awaited = false;
      close();
    } else if (event.key === "ArrowDown" && every.length) {
      event.preventDefault();
      choose(current + 1);
    } else if (event.key === "ArrowUp" && every.length) {
      event.preventDefault();
      choose(current < 0 ? every.length - 1 : current - 1);
    } else if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      take(every[current]);
    }
  });
}
