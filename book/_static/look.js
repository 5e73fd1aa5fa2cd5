// Adds to pages that already work without it: my place, tooltips, finding a neighbourhood, theme.
(() => {
  const root = document.documentElement;
  const script = document.currentScript;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const keep = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* private browsing: nothing is kept */ } },
  };
  root.classList.add("js");

  // theme
  const theme = keep.get("theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  all("[data-do=theme]").forEach(button => button.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    keep.set("theme", root.dataset.theme);
  }));

  // my place: one choice for every figure and table, remembered and shareable
  const named = JSON.parse(script.dataset.areas || "{}");  // the slug of each place by its name
  const places = Object.values(named);
  const own = "own" in document.body.dataset;  // a page of one place is about that one
  const told = new URLSearchParams(location.search).get("area");
  if (places.includes(told) && !document.body.matches(".embed")) keep.set("area", told);
  const asked = told ?? keep.get("area") ?? document.body.dataset.edition;
  let picked = places.includes(asked) && !own ? asked : "";
  const pick = area => {
    picked = area;
    root.classList.toggle("picked", !!area);
    all("[data-a]").forEach(mark => mark.classList.toggle("on", !!area && mark.dataset.a === area));
    all(".fig").forEach(figure => figure.classList.toggle("has-mine", !!figure.querySelector(".card .on")));
    all("[data-do=area]").forEach(select => { select.value = area; });
    const name = Object.keys(named).find(one => named[one] === area);
    all(".fig:not([data-choices~=area]) .card > svg > desc").forEach(desc => {
      desc.was ??= desc.textContent.replace(/ [^.]+ is highlighted\.$/, "");
      desc.textContent = desc.was + (desc.closest(".has-mine") ? ` ${name} is highlighted.` : "");
    });
    const count = all(".fig.has-mine").length;
    return name ? `${name} is highlighted in ${count} ${count === 1 ? "figure" : "figures"}.` : "Nothing is highlighted.";
  };
  all("[data-do=area]").forEach(select => select.addEventListener("change", () => {
    keep.set("area", select.value);
    const url = new URL(location);
    if (select.value) url.searchParams.set("area", select.value); else url.searchParams.delete("area");
    if (location.protocol !== "file:") history.replaceState(null, "", url);
    const said = pick(select.value), status = select.parentNode.querySelector("[role=status]");
    if (status) status.textContent = said;
  }));
  if (!own) pick(picked);

  // figures: the first hover, focus or tap loads Vega, which takes over from the drawing for tooltips
  let vega;
  const loaded = () => vega ??= new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = new URL(script.dataset.vega, location.href);
    tag.onload = () => resolve(window.vegaEmbed);
    const tip = document.createElement("div");  // Vega would make it; what it says is told by the keys, too
    tip.id = "vg-tooltip-element";
    tip.ariaHidden = "true";
    document.body.append(tip);
    tag.onerror = reject;
    document.head.append(tag);
  });
  const wanted = card => card.querySelector(":scope > .wide").getClientRects().length ? "wide" : "narrow";
  const sleep = card => {
    all(".live", card).forEach(old => old.remove());
    card.classList.remove("awake");
    delete card.dataset.awake;
    card.view = card.at = undefined;
  };
  const waken = card => {
    const width = wanted(card);
    if (card.dataset.awake === width) return card.waking;
    card.dataset.awake = width;
    return card.waking = enliven(card, width);
  };
  const enliven = async (card, width) => {
    try {
      const [embed, answer] = await Promise.all([loaded(), fetch(card.dataset.figure)]);
      const spec = (await answer.json())[width];
      const live = document.createElement("div");
      live.className = "live";
      live.setAttribute("aria-hidden", "true");
      live.style.visibility = "hidden";
      card.append(live);
      const { view } = await embed(live, spec, { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: { theme: "custom", disableDefaultStyle: true } });
      const svg = live.querySelector("svg");
      svg.removeAttribute("style");
      all("[aria-label], text", live).forEach(mark => {
        const place = named[(mark.getAttribute("aria-label") ?? mark.textContent).trim()];
        if (place) mark.dataset.a = place;
      });
      all(".live", card).forEach(old => { if (old !== live) old.remove(); });
      live.style.visibility = "";
      card.classList.add("awake");
      card.view = view;
      show(card);
      if (picked) pick(picked);
    } catch {
      delete card.dataset.awake;  // the drawing stays; the next hover tries again
    }
  };
  // one of a figure's lines or parts alone
  const show = card => {
    const select = card.closest("figure").querySelector("[data-do=show]");
    if (select && (select.value || card.shown)) card.view.signal("show", card.shown = select.value).runAsync();
  };
  const showing = within => all("[data-do=show]", within).forEach(select => select.addEventListener("change", async () => {
    const card = select.closest("figure").querySelector("[data-figure]");
    select.nextElementSibling.textContent = select.value ? `${select.value} alone stands out.` : "All stand out.";
    await waken(card);
    if (card.view) show(card);
  }));

  // the edition in which a figure is as it is here, named in its citation
  const onSite = way => new URL(`../${way}`, script.src);
  let known;
  const editions = () => known ??= fetch(onSite("changes/editions.json")).then(answer => answer.json()).catch(() => ({}));
  const citing = within => all(".fig p.cite", within).forEach(cite => cite.closest("details").addEventListener("toggle", async () => {
    const figure = cite.closest("figure").id;
    const { here, newest, figures } = await editions();
    const edition = here ?? (figures?.includes(figure) ? newest : null);
    if (!edition || cite.dataset.edition) return;
    cite.dataset.edition = edition.name;
    const link = document.createElement("a");
    link.href = onSite(`${here ? "" : `editions/${edition.name}/`}figures/${figure}.html`);
    link.textContent = "Link to it as it was";
    cite.append(` In the edition of ${edition.day} [${edition.name}]: `, link);
  }));

  // a citation, an address or code, with whole addresses
  const copying = within => {
    all("pre.cite a, .shares .cite a", within).forEach(link => { link.textContent = link.href; });
    all("[data-do=copy]", within).forEach(button => button.addEventListener("click", async () => {
      const cite = (button.matches("p > *") ? button.parentNode : button).nextElementSibling.cloneNode(true);
      all("a", cite).forEach(link => link.replaceWith(new URL(link.getAttribute("href"), location.href).href));
      try { await navigator.clipboard.writeText(cite.textContent.trim()); button.textContent = "Copied"; } catch { button.textContent = "Select the words below to copy them"; }
    }));
  };

  all("[data-do=print]").forEach(button => button.addEventListener("click", () => print()));

  // what Vega takes for a pointer over a mark
  const point = (mark, x, y) => mark.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX: x, clientY: y }));
  const marks = card => all(".live svg *", card).filter(mark => mark.__data__?.tooltip);

  // a tap shows the value nearest to the finger
  const tapped = async (card, x, y) => {
    await waken(card);
    const near = marks(card).map(mark => [mark, mark.getBoundingClientRect()])
      .map(([mark, box]) => [mark, Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom))])
      .filter(([, far]) => far < 24).sort((a, b) => a[1] - b[1])[0];
    if (near) point(near[0], x, y);
  };

  // keys read the list under a figure (`Keys` of keys.js), whether Vega is there or not; once it is, it points at the mark
  const hush = () => document.querySelector("#vg-tooltip-element")?.classList.remove("visible");
  const pointed = (card, name, value) => {
    const mark = Keys.marked(marks(card), name, value), box = mark?.getBoundingClientRect();
    if (mark) point(mark, box.x + box.width / 2, box.y + box.height / 2); else hush();
  };
  const step = async (card, key) => {
    const { at, name, value, said } = Keys.step(card, card.at ?? [-1, -1], key);
    card.at = at;
    card.querySelector("output").textContent = said;
    await waken(card);
    if (card.at === at) (value ? pointed : hush)(card, name, value);
  };
  const reading = within => all("[data-figure]", within).forEach(card => {
    card.tabIndex = 0;
    card.setAttribute("role", "group");
    const name = card.closest("figure").querySelector(".numeral")?.textContent.trim().toLowerCase() ?? "the figure";
    card.setAttribute("aria-label", `Values of ${name}: ${Keys.overview(card)} Right and left keys read value by value, down and up series by series, Home and End go to the ends.`);
    const heard = document.createElement("output");
    heard.className = "heard";
    card.append(heard);
    new ResizeObserver(() => { if (card.classList.contains("awake") && card.dataset.awake !== wanted(card)) sleep(card); }).observe(card);
    for (const event of ["pointerenter", "pointerdown", "focus"]) card.addEventListener(event, () => waken(card), { passive: true });
    card.addEventListener("click", event => { if (event.isTrusted) tapped(card, event.clientX, event.clientY); });
    card.addEventListener("keydown", event => {
      if (!Keys.known(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key !== "Escape") event.preventDefault();
      step(card, event.key);
    });
  });

  const ready = within => [showing, citing, copying, reading].forEach(add => add(within));
  ready(document);

  // figures of several states: what is chosen stands in the address; what is not on the page is fetched from its own.
  // Of links the script makes selects; of four years or more, a slider.
  const controls = figure => all("[data-choice]", figure).filter(one => one.matches("select, [type=range], :checked"));
  const slugs = one => one.slugs ?? (one.matches("select") ? all("option", one).map(option => option.value) : [one.value]);
  const chosen = figure => controls(figure).map(one => one.slugs?.[one.value] ?? one.value).join(".");
  const tell = one => { if (one.slugs) { one.said.value = one.says[one.value]; one.setAttribute("aria-valuetext", one.says[one.value]); } };
  const turn = (figure, state) => {  // its controls, to a state; whether there is one of that name
    const names = state.split("."), by = figure.dataset.choices.split(" ");
    const found = by.map((choice, at) => all(`[data-choice="${choice}"]`, figure).find(one => slugs(one).includes(names[at])));
    if (names.length !== by.length || !found.every(Boolean)) return false;
    found.forEach((one, at) => {
      if (one.type === "radio") one.checked = true; else one.value = one.slugs ? one.slugs.indexOf(names[at]) : names[at];
      tell(one);
    });
    return true;
  };
  const fetched = async figure => {
    const nav = figure.querySelector("nav.offer"), state = chosen(figure);
    if (!nav || figure.querySelector(".st[data-state]").dataset.state === state) return;
    const said = figure.querySelector("[role=status]"), address = new URL(`${nav.dataset.states}${state}.html`, location.href);
    figure.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address);
      if (!answer.ok) throw answer.status;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (chosen(figure) !== state) return;  // another was chosen meanwhile
      const block = document.adoptNode(page.querySelector(".st[data-state]"));
      for (const name of ["href", "data-figure"]) all(`[${name}]`, block).forEach(one => one.setAttribute(name, new URL(one.getAttribute(name), address)));
      block.querySelector(".do .ways").append(...all("details.of-code", figure));
      figure.querySelector(".st[data-state]").replaceWith(block);
      const label = page.querySelector(".of .st").textContent;
      figure.querySelector(".of .st").textContent = label;
      said.textContent = `Shown: ${label}`;
      said.className = "vh";
      ready(block);
      if (picked) pick(picked);
    } catch {
      if (chosen(figure) !== state) return;
      said.textContent = "This choice could not be loaded. What was shown before still is.";
      said.className = "small";
      turn(figure, figure.querySelector(".st[data-state]").dataset.state);
    } finally {
      figure.removeAttribute("aria-busy");
    }
  };
  const stated = all(".fig[data-choices]");
  stated.forEach(figure => {
    if (location.protocol !== "file:") all("nav.offer > [data-choice]", figure).forEach(offer => {
      const holder = document.createElement("div"), label = document.createElement("label"), links = all("a", offer);
      const slides = links.length > 3 && links.every(link => /^\d{4}/.test(link.textContent));  // years, the earliest at the left
      if (slides) links.sort((one, other) => one.textContent.localeCompare(other.textContent));
      const on = links.findIndex(link => link.hasAttribute("aria-current"));
      const control = document.createElement(slides ? "input" : "select");
      control.dataset.choice = offer.dataset.choice;
      label.append(offer.querySelector("b"), control);
      holder.append(label);
      if (slides) {
        Object.assign(control, { type: "range", min: 0, max: links.length - 1, slugs: links.map(link => link.dataset.value), says: links.map(link => link.textContent) });
        control.value = on;
        holder.append(control.said = document.createElement("output"));
        tell(control);
      } else links.forEach((link, at) => control.add(new Option(link.textContent, link.dataset.value, false, at === on)));
      offer.replaceWith(holder);
    });
    figure.addEventListener("input", event => {
      if (!event.target.matches("[data-choice]")) return;
      tell(event.target);
      if (location.protocol !== "file:") history.replaceState(null, "", `#${figure.id}.${chosen(figure)}`);
      fetched(figure);
    });
  });
  const reach = () => stated.forEach(figure => {
    const [name, ...state] = decodeURIComponent(location.hash.slice(1)).split(".");
    if (name === figure.id && state.length && turn(figure, state.join("."))) {
      fetched(figure);
      figure.scrollIntoView();
    }
  });
  const follow = area => stated.forEach(figure => {  // the reader's place, wherever a figure offers it
    const at = figure.dataset.choices.split(" ").indexOf("area");
    if (at >= 0 && turn(figure, chosen(figure).split(".").map((was, n) => n === at ? area : was).join("."))) fetched(figure);
  });
  if (picked && (told || !document.body.matches(".embed"))) follow(picked);
  all("[data-do=area]").forEach(select => select.addEventListener("change", () => { if (select.value) follow(select.value); }));
  addEventListener("hashchange", reach);
  reach();

  // the menu lies over the page: Escape shuts it and gives the focus back, as does going elsewhere
  all(".menu").forEach(menu => {
    menu.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", event => { if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false; });
    document.addEventListener("pointerdown", event => { if (!menu.contains(event.target)) menu.open = false; });
  });

  // what an address leads to stands open
  const unfold = () => {
    const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    let fold = at?.closest("details:not([open])");
    if (!fold) return;
    for (; fold; fold = fold.parentElement.closest("details")) fold.open = true;
    at.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  all("a[href^='#']").forEach(link => link.addEventListener("click", () => setTimeout(unfold)));  // also to where one is

  // lists: sift by words and by what is chosen; both stand in the address, so that a view can be linked to
  const form = document.querySelector("#sift");
  if (form) {
    const entries = all(".entry, .words > dt").map(entry => {  // of a list of words, with what each means
      const parts = [entry];
      while (entry.tagName === "DT" && parts.at(-1).nextElementSibling?.tagName === "DD") parts.push(parts.at(-1).nextElementSibling);
      return parts;
    });
    const fields = all("[name]", form);
    const sift = () => {
      const { words, area, ...chosen } = Object.fromEntries(fields.map(field => [field.name, field.value]));
      const wanted = Object.entries(chosen).filter(([, value]) => value);
      const plain = text => text.toLowerCase().replace(/[-_\s]+/g, " ").trim();  // a name is found by its words, in any order
      const typed = plain(words).split(" ");
      let shown = 0;
      entries.forEach(([entry, ...meant]) => {
        const parts = all("[data-area]", entry);  // what an entry says of each place; with a place chosen it is judged by that part
        const at = area ? parts.find(part => part.dataset.area === area) : entry;
        entry.hidden = !(at && wanted.every(([name, value]) => at.closest(`[data-${name}]`)?.matches(`[data-${name}~="${value}"]`)) && (said => typed.every(word => said.includes(word)))(plain([entry, ...meant].map(one => one.textContent).join(" "))));
        meant.forEach(one => { one.hidden = entry.hidden; });
        parts.forEach(part => { part.hidden = !!area && part !== at; });
        if (area && at) at.closest("details").open = true;
        shown += !entry.hidden;
      });
      const asked = fields.some(field => field.value.trim());
      all(".theme").forEach(group => {
        group.hidden = !all(".entry, .words > dt", group).some(entry => !entry.hidden);
        if (group.tagName === "DETAILS") group.open = asked && !group.hidden;
      });
      const noun = form.dataset.noun ?? "tables";
      document.querySelector("#sifted").textContent = shown === entries.length ? `${shown} ${noun}` : `${shown} of ${entries.length} ${noun}`;
    };
    const link = () => {
      const url = new URL(location);
      fields.forEach(({ name, value }) => { if (value.trim()) url.searchParams.set(name, value.trim()); else url.searchParams.delete(name); });
      if (url.protocol.startsWith("http")) history.replaceState(null, "", url);
    };
    const asked = new URLSearchParams(location.search);
    fields.forEach(field => {
      field.value = asked.get(field.name) ?? "";
      if (!field.value) field.value = "";  // a choice that there is not is none
    });
    if (fields.some(field => field.value)) sift();
    form.addEventListener("input", sift);
    form.addEventListener("change", link);
    form.addEventListener("reset", () => setTimeout(() => { sift(); link(); }));
    form.addEventListener("submit", event => event.preventDefault());
  }

  unfold();
})();
