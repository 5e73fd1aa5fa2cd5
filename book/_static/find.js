// Where a reader types: the page of the search, and the finder of places beside a map. Both ask `Search` of search.js.
(() => {
  const root = document.documentElement.dataset.content_root ?? "";
  const to = address => new URL(root + address, location.href).href;
  const make = (tag, told = {}, ...parts) => {
    const element = Object.assign(document.createElement(tag), told);
    element.append(...parts);
    return element;
  };
  const counted = (count, one) => `${count} ${count === 1 ? one : `${one}s`}`;
  const listed = items => items.flatMap((item, n) => [n === 0 ? "" : n === items.length - 1 ? " and " : ", ", item]);
  const link = (address, words) => {
    const found = make("a", { textContent: words });
    found.setAttribute("href", root + address);
    return found;
  };

  // the index is asked for once, when somebody begins to type
  let opened;
  const open = () => opened ??= new Promise((resolve, reject) => {
    if (window.searchIndex) return resolve(Search(searchIndex));
    const tag = make("script", { src: to("searchindex.js"), onload: () => resolve(Search(searchIndex)), onerror: () => { opened = null; reject(); } });
    document.head.append(tag);
  });
  const LOST = "The index of the search could not be loaded. Try again when you are online.";

  // a field with a list below it (ARIA’s combobox): arrows move, Enter chooses, Escape shuts the list, then clears the field
  const combobox = (input, list, said, { find, shown, choose, enter }) => {
    let hits = [], at = -1, asked = 0;
    const shut = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const move = to => {
      list.children[at]?.setAttribute("aria-selected", "false");
      at = to;
      const option = list.children[at];
      if (!option) return input.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    };
    const close = () => { asked++; shut(); };  // what is being looked for is not wanted any more
    const take = number => {
      const hit = hits[number];
      close();
      choose(hit);
    };
    const look = async () => {
      const query = input.value, mine = ++asked;
      try {
        const search = await open();
        if (mine !== asked) return;
        hits = find(search, query);
      } catch {
        said.textContent = LOST;
        return;
      }
      list.replaceChildren(...hits.map((hit, number) => {
        const option = make("li", { id: `${list.id}-${number}`, role: "option" }, ...shown(hit));
        option.setAttribute("aria-selected", "false");
        option.addEventListener("pointerdown", event => event.preventDefault());  // the field keeps the focus
        option.addEventListener("click", () => take(number));
        return option;
      }));
      shut();
      list.hidden = !hits.length;
      input.setAttribute("aria-expanded", String(hits.length > 0));
      said.textContent = !query.trim() ? "" : hits.length ? `${counted(hits.length, "suggestion")}. Arrow keys move through them.` : "";
    };
    input.addEventListener("input", look);
    input.addEventListener("focus", () => { open().catch(() => {}); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", async event => {
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) await look();
        const by = event.key === "ArrowDown" ? 1 : -1, places = hits.length + 1;  // one of them: the field itself
        if (hits.length) move((at + 1 + by + places) % places - 1);
      } else if (event.key === "Enter") {
        if (open && at >= 0) { event.preventDefault(); take(at); } else { close(); if (enter) { event.preventDefault(); enter(input.value); } }
      } else if (event.key === "Escape") {
        if (open) { event.preventDefault(); close(); } else if (input.value) { input.value = ""; said.textContent = ""; }
      }
    });
    return { close };
  };
  const option = ({ kind, title, label }) => [make("b", { textContent: title }), " ", make("small", { textContent: [kind, label].filter(Boolean).join(" · ") })];

  // the page of the search
  const form = document.querySelector("form.seek");
  if (form) {
    const input = form.querySelector("input"), said = document.querySelector("#search-progress"), results = document.querySelector("#search-results");
    const FEW = 8;
    const none = (search, query) => {
      said.replaceChildren(`Nothing is found for “${query}”. Try another word for it. If it is a place: the ${search.index.words.members} here are `, ...listed(search.members.map(({ name, address }) => link(address, name))), ".");
    };
    const answer = async query => {
      results.replaceChildren();
      said.textContent = "";
      if (!query.trim()) return;
      try {
        const search = await open(), hits = search.find(query);
        document.title = document.title.replace(/^(.*“.*” · )?/, `“${query}” · `);
        if (!hits.length) return none(search, query);
        said.textContent = `${hits.length < 30 ? counted(hits.length, "result") : "The 30 best results"} for “${query}”.`;
        results.append(...hits.map(hit => make("li", {},
          make("p", { className: "hit" }, link(hit.address, hit.title)),
          make("p", { className: "of small" }, make("b", { textContent: hit.kind }), hit.label ? ` · ${hit.label}` : ""),
          ...(hit.text ? [make("p", { className: "context", textContent: hit.text })] : []))));
      } catch {
        said.textContent = LOST;
      }
    };
    const ask = query => {
      const url = new URL(location);
      if (query) url.searchParams.set("q", query); else url.searchParams.delete("q");
      if (location.protocol !== "file:" && url.href !== location.href) history.pushState(null, "", url);
      return answer(query);
    };
    const box = combobox(input, form.querySelector("ul"), said, {
      find: (search, query) => search.find(query).slice(0, FEW),
      shown: option,
      choose: hit => { location.href = to(hit.address); },
      enter: query => ask(query.trim()),
    });
    form.addEventListener("submit", event => { event.preventDefault(); box.close(); ask(input.value.trim()); });
    const read = () => { input.value = new URLSearchParams(location.search).get("q") ?? ""; answer(input.value); };
    addEventListener("popstate", read);
    read();
  }

  // the kind that a map is shaded by, said
  document.querySelector(".hoods .pills")?.addEventListener("change", event => {
    document.querySelector(".hoods .shaded").textContent = `The map is shaded by: ${event.target.parentNode.textContent.trim()}`;
  });

  // the map: the hexagon under the pointer is named, a place that is chosen is shown with its numbers
  const said = document.querySelector("#hex-said");
  if (said) {
    const cells = [...document.querySelectorAll(".hex .cells [data-n]")], input = document.querySelector("#hex-find");
    const light = lit => cells.forEach(cell => {
      cell.classList.toggle("found", lit.includes(cell));
      if (lit.includes(cell) && cell.nextSibling) cell.parentNode.append(cell);
    });
    const mark = cell => {
      light([cell]);
      said.textContent = cell.textContent.trim() || `${cell.dataset.n}, ${cell.dataset.b}: ${"s" in cell.dataset ? cell.dataset.s + said.dataset.says : said.dataset.none}`;
    };
    // a pointer at rest says nothing, though what moves below it sends it events
    cells.forEach(cell => ["pointermove", "click"].forEach(name => cell.addEventListener(name, event => {
      if (name === "click" || event.movementX || event.movementY) mark(cell);
    })));
    const show = (search, hit) => {
      const names = hit.hoods.map(at => search.index.neighbourhoods[at][0]);
      light(cells.filter(cell => names.includes(cell.dataset.n)));
      const [address] = search.index.members[hit.area], member = search.index.areas[hit.area][0];
      const rows = hit.hoods.map(at => make("li", {}, make("b", { textContent: search.index.neighbourhoods[at][0] }), `: ${search.counts(at) || "no figure"}`));
      const alone = names.length === 1 && hit.title.startsWith(names[0]);
      const told = alone && cells.find(cell => cell.dataset.n === names[0])?.textContent.trim();  // where the map says more
      said.replaceChildren(
        told ? make("p", { textContent: told }) : make("p", {}, make("b", { textContent: hit.title }), alone ? `: ${search.share(hit.hoods[0]) || "no figure"}.` : names.length ? `: ${search.index.map?.said ?? ""}, by the index of ${search.index.map?.year ?? ""}` : ` (${hit.kind.toLowerCase()}). ${hit.text}`),
        ...(names.length && !alone ? [make("ul", {}, ...rows)] : []),
        ...(address && to(address).split("#")[0] !== location.href.split(/[?#]/)[0] ? [make("p", {}, link(hit.address || address, `All about ${member}`))] : []));
    };
    const unknown = (search, query) => {
      light([]);
      said.replaceChildren(make("p", {}, `No place called “${query}” is known here. The ${search.index.words.members} are `, ...listed(search.members.map(({ name, address }) => link(address, name))), "."));
    };
    const own = hit => hit.address.split(/[?#]/)[0];
    const of = document.querySelector("[data-of]")?.dataset.of;
    const nearest = (search, query) => {  // on the page of a member its own places come first
      const hits = search.places(query), here = hit => of && search.index.areas[hit.area][1] === of;
      return [...hits.filter(here), ...hits.filter(hit => !here(hit))];
    };
    combobox(input, document.querySelector("#hex-hits"), document.querySelector("#hex-count"), {
      find: (search, query) => nearest(search, query).slice(0, 12),
      shown: option,
      choose: async hit => { input.value = hit.title; show(await open(), hit); },
      enter: async query => {
        if (!query.trim()) return;
        try {
          const search = await open(), hits = nearest(search, query);
          if (!hits.length) return unknown(search, query.trim());
          if (hits.length === 1) return show(search, hits[0]);
          said.replaceChildren(make("p", { textContent: `${hits.length} places may be meant: choose one.` }));
          input.dispatchEvent(new Event("input"));
        } catch {
          said.textContent = LOST;
        }
      },
    });
    const told = new URLSearchParams(location.search).get("find");
    if (told) open().then(search => {
      const hit = nearest(search, told).find(one => !of || search.index.areas[one.area][1] === of);
      if (hit) { input.value = hit.title; show(search, hit); }
    }).catch(() => {});
  }
})();
