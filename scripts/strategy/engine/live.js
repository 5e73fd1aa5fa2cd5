// On every page that is served to its editor: loads it again when a build has ended, and says while one goes on.
(() => {
  if (window.top !== window) return;
  const shown = document.currentScript.dataset.version;
  const sign = document.createElement("div");
  sign.setAttribute("role", "status");
  sign.style.cssText =
    "position:fixed;left:1rem;bottom:1rem;z-index:99;padding:.25rem .75rem;background:#12436D;color:#fff;font:1rem sans-serif";
  sign.hidden = true;
  document.body.append(sign);
  let events;
  const listen = () => {
    events?.close();
    events = new EventSource("/_live/events");
    events.onmessage = ({ data }) => {
      const { version, building } = JSON.parse(data);
      if (version !== shown) return location.reload();
      sign.hidden = !building;
      sign.textContent = building ? "Building …" : "";
    };
  };
  // a page in the background listens no more: browsers keep only six connections to one host
  document.addEventListener("visibilitychange", () => (document.hidden ? events.close() : listen()));
  listen();
})();
