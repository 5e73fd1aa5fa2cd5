// Adds to pages on which any measure can be explored: the measure as a select, the address, what was ticked said aloud.
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const asked = new URLSearchParams(location.search);
  const title = document.querySelector("#ex-title");
  const links = all(".ex-all a");
  const id = link => link.pathname.match(/([^/]+)\.html$/)[1];
  const panel = () => document.querySelector(".ex");
  const ticks = () => all(".ex-who input");
  const ticked = () => ticks().filter(box => box.checked);
  const most = 3;

  const address = () => {
    const url = new URL(location);
    const [area, ...others] = ticked().map(box => box.value);
    url.hash = "";
    if (links.length) url.searchParams.set("measure", panel().dataset.measure);
    for (const [name, value] of [["area", area], ["with", others.join(",")]]) {
      if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
    }
    if (url.protocol.startsWith("http")) history.replaceState(null, "", url.href.replaceAll("%2C", ","));
  };
  const full = () => ticks().forEach(box => { box.disabled = !box.checked && ticked().length >= most; });
  const say = () => {
    const names = ticked().map(box => box.labels[0].textContent);
    document.querySelector("#ex-said").textContent = `${title.textContent}: ${names.length ? names.join(", ") : "no place is ticked"}.`;
  };
  const tick = wanted => {
    const there = ticks().filter(box => wanted.includes(box.value)).slice(0, most);
    if (there.length) ticks().forEach(box => { box.checked = there.includes(box); });
    full();
  };
  document.addEventListener("change", event => {
    if (!event.target.closest(".ex-who")) return;
    if (location.hash) location.replace("#ex-who");  // from here on only what is ticked counts
    full();
    address();
    say();
  });

  const show = async (measure, wanted) => {
    const answer = await fetch(links.find(link => id(link) === measure).href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    panel().replaceWith(document.adoptNode(page.querySelector(".ex")));
    title.textContent = page.querySelector("#ex-title").textContent;
    tick(wanted);
  };

  let kept = null;
  try { kept = localStorage.getItem("area"); } catch { /* private browsing: nothing is kept */ }
  const told = [asked.get("area"), ...(asked.get("with") ?? "").split(",")].filter(Boolean);
  const named = location.hash.match(/^#p-(.+)$/)?.[1] ?? kept;  // as pages that run no script are linked to
  const start = told.length ? told : named ? [named, ...ticked().map(box => box.value)] : [];
  tick(start);

  if (links.length) {
    const select = document.createElement("select");
    select.id = "ex-measure";
    all(".ex-all details").forEach(theme => {
      const group = document.createElement("optgroup");
      group.label = theme.querySelector("h3").textContent.replace(/: \d+$/, "");
      all("a", theme).forEach(link => group.append(new Option(link.textContent, id(link))));
      select.append(group);
    });
    const label = document.createElement("label");
    label.className = "ex-what";
    label.append("Measure ", select);
    title.before(label);
    select.value = panel().dataset.measure;
    select.addEventListener("change", async () => {
      await show(select.value, ticked().map(box => box.value));
      address();
      say();
    });
    const measure = asked.get("measure");
    if (links.some(link => id(link) === measure) && measure !== select.value) {
      select.value = measure;
      show(measure, start);
    }
  }
})();
