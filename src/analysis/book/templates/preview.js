/* Only in `analysis preview`: the page loads again when it is another, and shows what went wrong. */
(() => {
  const { page, version } = document.currentScript.dataset;
  const note = document.createElement("div");
  note.setAttribute("role", "alert");
  note.style.cssText =
    "position:fixed;inset:auto 0 0 0;z-index:99;padding:.8rem 1.2rem;white-space:pre-wrap;" +
    "font:1rem/1.4 sans-serif;color:#fff;background:#8b1a1a;max-height:40vh;overflow:auto";
  const show = (words, colour) => {
    note.textContent = words;
    note.style.background = colour;
    if (words) document.body.append(note);
    else note.remove();
  };
  const events = new EventSource(
    `/.preview/events?page=${encodeURIComponent(decodeURIComponent(page))}&version=${version}`,
  );
  events.onmessage = (event) => {
    const now = JSON.parse(event.data);
    if (now.new) {
      events.close();
      location.reload();
    } else if (now.fault) show(now.fault, "#8b1a1a");
    else show(now.busy, "#1d3d5c");
  };
  events.onerror = () => show("The preview has ended: this page is as it last was.", "#444");
  addEventListener("pagehide", () => events.close());
})();
