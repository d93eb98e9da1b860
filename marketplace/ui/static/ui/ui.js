/* Comfort only: every page works without this file. */
"use strict";

// Somebody who sent a form with errors hears and sees the summary first.
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

// A second click on the same button is not sent; the server would refuse it anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// How many rows a filter leaves is said to those who hear the page, in an element that stays.
document.addEventListener("htmx:afterSwap", (event) => {
  const news = event.target.querySelector("[data-told]");
  if (news && event.target.id === "results") document.getElementById("told").textContent = news.textContent;
});
