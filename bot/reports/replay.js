"use strict";
const veils = [...document.querySelectorAll(".veil")];
const all = document.querySelector("#show-all");

function set(veil, shown) {
  const words = veil.querySelector(".words");
  const button = veil.querySelector("button");
  veil.classList.toggle("shown", shown);
  words.toggleAttribute("inert", !shown);
  words.setAttribute("aria-hidden", String(!shown));
  button.setAttribute("aria-expanded", String(shown));
  button.firstElementChild.textContent = shown ? "Hide" : "Show";
}

function tellAll() {
  const every = veils.every((veil) => veil.classList.contains("shown"));
  all.setAttribute("aria-pressed", String(every));
  all.textContent = every ? "Hide all messages" : "Show all messages";
}

for (const veil of veils) {
  veil.querySelector("button").addEventListener("click", () => {
    set(veil, !veil.classList.contains("shown"));
    tellAll();
  });
}

if (all) {
  all.hidden = false;
  all.addEventListener("click", () => {
    const shown = all.getAttribute("aria-pressed") !== "true";
    veils.forEach((veil) => set(veil, shown));
    tellAll();
  });
}
