// Leaving at once, keys, and going blank when nobody is here. Nothing is kept in the browser.
"use strict";
(() => {
  // No script may keep anything here, htmx neither, which would note down the address.
  for (const name of ["localStorage", "sessionStorage"]) {
    Object.defineProperty(window, name, { get() { throw new Error("nothing is kept here"); } });
  }

  const IDLE = 5 * 60 * 1000, QUICK = 1500;
  let presses = [], last = Date.now();

  function leave() {
    const key = JSON.parse(document.body.getAttribute("hx-headers"))["x-key"];
    const away = document.documentElement.dataset.away;
    document.body.replaceChildren(); // before anything that can wait
    fetch("/leave", { method: "POST", keepalive: true, headers: { "x-key": key }, body: "" });
    location.replace(away);
  }

  function press(name) {
    const button = document.querySelector(name);
    if (button) button.click();
  }

  function keys() {
    const list = document.getElementById("keys");
    if (!list) return;
    list.hidden = !list.hidden;
    document.getElementById("ask-keys").setAttribute("aria-expanded", String(!list.hidden));
  }

  document.addEventListener("keydown", (event) => {
    last = Date.now();
    if (event.key !== "Shift") presses = [];
    if (event.key === "Shift" && !event.repeat) {
      presses = [...presses, last].filter((each) => last - each < QUICK);
      if (presses.length >= 3) leave();
      return;
    }
    const typing = event.target.closest("input, select, textarea");
    if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "?") keys();
    else if (event.key === "/") {
      const find = document.getElementById("find");
      if (find) { event.preventDefault(); find.focus(); }
    } else if (/^[1-9]$/.test(event.key)) press(`[data-digit="${event.key}"]`);
  });
  document.addEventListener("pointerdown", () => { last = Date.now(); });
  document.addEventListener("click", (event) => {
    if (event.target.id === "leave") leave();
    if (event.target.id === "ask-keys") keys();
  });
  // What is read aloud and where keys go follows what was put on the page.
  document.addEventListener("htmx:afterSettle", () => {
    const main = document.getElementById("main");
    if (main) { main.focus({ preventScroll: true }); window.scrollTo(0, 0); }
  });
  document.addEventListener("htmx:sendError", () => {
    document.getElementById("all").textContent = "The program behind this page has stopped. Everything that was kept is safe. Start it again.";
  });
  // A page that comes back from the browser's memory is thrown away.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) { document.body.replaceChildren(); location.reload(); }
  });
  setInterval(() => {
    if (Date.now() - last > IDLE && !document.querySelector("[data-locked]")) {
      document.body.replaceChildren();
      location.replace("/");
    }
  }, 1000);
})();
