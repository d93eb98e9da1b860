/* Comfort only: the page shows what was left when it was loaded, and again when it is loaded anew. */
"use strict";

// The seconds left come from the server; the browser's own clock only counts on, so a wrong one does no harm.
const timer = document.querySelector("[data-countdown]");
const voice = document.querySelector("[data-announce]");
const ANNOUNCED = [300, 60];

if (timer) {
  const left = Number(timer.dataset.countdown);
  const began = performance.now();
  let said = left;
  const show = () => {
    const now = Math.floor(left - (performance.now() - began) / 1000);
    const rest = Math.abs(now);
    const text = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    timer.textContent = now < 0 ? `${timer.dataset.over} +${text}` : text;
    for (const mark of ANNOUNCED) {
      if (said > mark && now <= mark) voice.textContent = voice.dataset.announce.replace("{minutes}", mark / 60);
    }
    if (said > 0 && now <= 0) voice.textContent = voice.dataset.over;
    said = now;
  };
  show();
  setInterval(show, 1000);
}
