// The search: answers to what is typed, by the index that a page has loaded (`searchindex.js`, whose parts are described
// where it is made). It knows words, slips, synonyms and places, and asks nobody. `Search(index)` has what there is to ask.
const Search = index => {
  // words, as the index was made of them
  const folds = index.folds.map(([pattern, instead]) => [new RegExp(pattern, "g"), instead]);
  const word = new RegExp(index.word, "g");
  const words = text => folds.reduce((plain, [pattern, instead]) => plain.replace(pattern, instead),
    text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "")).match(word) ?? [];
  const stop = new Set(index.stop.split(" ")), asking = new Set(index.asking.split(" "));
  const slug = name => name.toLowerCase().replace(/[’']/g, "").replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
  const bare = text => words(text).join("");
  const plural = word => word.length < 4 || /\d/.test(word) ? word
    : word.replace(/(ss|sh|ch|x|z)es$/, "$1").replace(/ies$/, "y").replace(/([^su])s$/, "$1");
  const stem = word => {
    const one = plural(word);
    if (one.length < 5 || /\d/.test(one)) return one.replace(/^(...)e$/, "$1");
    const root = one.replace(/(?:ations?|ments?|ness|ship|ing|ers?|ed|ly|ity)$/, (end, at) => at > 2 && /[aeiouy]/.test(one.slice(0, at)) ? "" : end);
    return root.replace(/([bdfglmnprt])\1$/, "$1").replace(/([^aeiou])e$/, "$1").replace(/([^aeiou])y$/, "$1i");
  };

  // entries, and how much each word of theirs says of them
  const TITLE = 1, LABEL = .45, BESIDE = .5, SHOWN = .85, ID = 1, WITHIN = .3;
  const entries = [], terms = new Map();
  const has = (term, at, weight) => {
    let held = terms.get(term);
    if (!held) terms.set(term, held = new Map());
    if (!(held.get(at) >= weight)) held.set(at, weight);
  };
  const length = (told, usual) => Math.min(1.1, 1 / (.75 + .25 * told / usual));  // a short title is about its words more than a long one
  for (const [kind, start, end, label, lesser, items] of index.entries) {
    const [called, weight, drawn] = index.kinds[kind];  // of what is drawn the words beside it say what of, and so does its id
    const usual = items.reduce((sum, item) => sum + words(item[0]).length, 0) / items.length;
    for (const [title, middle, beside = "", own = ""] of items) {
      const at = entries.length, named = words(title);
      entries.push({ kind: called, weight: weight * (lesser ? .6 : 1), title, text: beside, label: label || own, address: start + (middle || (middle === 0 ? "" : slug(title))) + end, named, id: [] });
      if (drawn) entries[at].id = words(entries[at].address.replace(/\.html$/, "").replace(/.*[/#](?:measure-)?/, ""));
      entries[at].id.forEach(one => has(one, at, ID));
      named.forEach(one => has(one, at, TITLE * length(named.length, usual)));
      words(label).forEach(one => has(one, at, LABEL * .5));
      words(own).forEach(one => has(one, at, LABEL));
      words(beside).forEach(one => has(one, at, drawn ? SHOWN : BESIDE));
    }
  }
  {
    const digit = Object.fromEntries([...index.digits].map((sign, value) => [sign, value]));
    const having = index.having.split(" ");
    let before = "";
    index.vocabulary.split(" ").forEach((told, number) => {
      before = before.slice(0, +told[0]) + told.slice(1);
      let at = -1, large = 0;
      for (const sign of having[number] ?? "") {
        const value = digit[sign];
        if (value >= 80) { large = value - 80; continue; }
        at += 80 * large + value + 1;
        large = 0;
        has(before, at, WITHIN);
      }
    });
  }
  const ids = new Map();  // what is left of an address is a name too: an action by its number, a table by its stem
  entries.forEach((entry, at) => {
    const last = bare(entry.address.replace(/\.html$/, "").replace(/.*[/#]/, "").replace(/^[a-z]+-(?=.*-)/, ""));
    for (const name of new Set([last, bare(entry.label), bare(entry.address.replace(/.*[/#][a-z]+-/, ""))])) if (name && !(ids.get(name)?.length > 3)) ids.set(name, [...ids.get(name) ?? [], at]);
  });

  // places by name: of the region, of a member, a neighbourhood, what people call it
  const named = new Map();  // by its words
  const place = (name, told) => { const key = words(name).join(" "); named.set(key, [...named.get(key) ?? [], { name, ...told }]); };
  const member = number => index.areas[number][0];
  index.areas.forEach(([name, , called], area) => {
    for (const one of new Set([name, called.replace(/^the /, "")])) place(one, { kind: area < index.members.length ? index.words.member : "", areas: [area], hoods: [], sure: true, whole: true });
  });
  index.neighbourhoods.forEach(([name, of], at) => place(name, { kind: "neighbourhood", areas: [of], hoods: [at], sure: true }));
  index.places.forEach(([name, kind, areas, hoods = [], unsure = 0]) => place(name, { kind, areas, hoods, sure: !unsure }));
  const district = /\b([a-z]{1,2}\d[a-z\d]?) ?\d[a-z]{2}\b/g;  // a whole postcode is its first half
  const typedWords = query => words(query.toLowerCase().replace(district, "$1"));

  // slips of the hand: how many letters are wrong, left out, added or exchanged, up to so many
  const apart = (one, other, most) => {
    if (Math.abs(one.length - other.length) > most) return most + 1;
    let before = [], last = Array.from({ length: other.length + 1 }, (_, n) => n);
    for (let i = 1; i <= one.length; i++) {
      const row = [i];
      for (let j = 1; j <= other.length; j++) {
        const same = one[i - 1] === other[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      if (Math.min(...row) > most) return most + 1;
      [before, last] = [last, row];
    }
    return last[other.length];
  };
  const vocabulary = new Set([...terms.keys(), ...[...named.keys()].flatMap(key => key.split(" "))]);
  const said = index.synonyms.map(([phrase, means]) => ({ phrase: words(phrase), means: means.map(words) }));
  said.forEach(({ phrase }) => phrase.forEach(one => vocabulary.add(one)));
  const stems = new Map();
  for (const one of vocabulary) { const root = stem(one); stems.set(root, [...stems.get(root) ?? [], one]); }
  // how well a word may begin what was typed: a hand seldom slips at the first letter, but may leave it out, add one or exchange two
  const begins = (typed, one) => typed[0] === one[0] ? 2 : typed.slice(1) === one || one.slice(1) === typed || (typed[0] === one[1] && typed[1] === one[0]) ? 1 : 0;
  const likeliest = (typed, found) => {  // of words with how far each is: the nearest, those with the same first letter if there are any
    const closest = Math.min(...found.map(([, far]) => far)), those = found.filter(([, far]) => far === closest);
    const best = those.filter(([one]) => begins(typed, one) === 2);
    return best.length ? best : those;
  };
  const nearby = new Map();
  const near = typed => {  // the words of the index that may be meant, nearest first, each with how near
    if (nearby.has(typed)) return nearby.get(typed);
    const allowed = typed.length < 4 || /\d/.test(typed) ? 0 : typed.length < 7 ? 1 : 2;
    const look = most => [...vocabulary].map(one => [one, one.length < 3 || /\d/.test(one) ? 9 : apart(typed, one, most)]).filter(([one, far]) => far > 0 && far <= most && begins(typed, one));
    let found = allowed ? look(1) : [];
    if (!found.length && allowed > 1) found = look(allowed);
    found = likeliest(typed, found).map(([one, far]) => [one, (one[0] === typed[0] ? .8 : .6) - .1 * (far - 1)]);
    nearby.set(typed, found);
    return found;
  };
  const sure = typed => vocabulary.has(typed) || (stems.get(stem(typed)) ?? []).some(one => plural(one) === plural(typed));
  const known = typed => sure(typed) || (stem(typed).length > 3 && stems.has(stem(typed)));  // a root of three letters proves no word: mayer
  const joined = typed => typed.flatMap((one, n) => {  // broad band, work place
    const both = (a, b) => a && b && !stop.has(a) && !stop.has(b) && terms.has(a + b);
    return both(typed[n - 1], one) ? [] : both(one, typed[n + 1]) ? [one + typed[n + 1]] : [one];
  });
  const corrected = typed => joined(typed).map(one => {  // a slip that can only mean one word is that word
    const meant = known(one) ? [] : near(one).map(([word]) => word);
    return meant.length && new Set(meant.map(stem)).size === 1 ? meant[0] : one;
  });
  const alternatives = (typed, isLast) => {  // words of the index for one that was typed, each with how much it counts
    const found = new Map([[typed, 1]]);
    const add = (one, weight) => { if (!(found.get(one) >= weight)) found.set(one, weight); };
    for (const one of stems.get(stem(typed)) ?? []) add(one, plural(one) === plural(typed) ? .95 : .6);
    if (/\d$/.test(typed)) for (const one of [`${typed}%`, `${typed}bn`, `${typed}m`, `£${typed}`]) add(one, .7);
    if (isLast && typed.length > 1 && !vocabulary.has(typed)) for (const one of vocabulary) if (one.startsWith(typed)) add(one, .75 * typed.length / one.length + .2);
    if (!known(typed)) {
      for (const [one, weight] of near(typed)) { add(one, weight); for (const other of stems.get(stem(one)) ?? []) add(other, weight * .9); }
      for (let cut = 3; cut <= typed.length - 3; cut++) {  // two words run together
        const [one, other] = [typed.slice(0, cut), typed.slice(cut)];
        if (terms.has(one) && terms.has(other)) { add(one, .5); add(other, .5); }
      }
    }
    return found;
  };

  // what a reader means: a list of what each entry should be about, each in one or several ways
  const SYNONYM = .8;
  const same = (one, other) => one === other || (known(other) ? stem(one) === stem(other) : near(other).some(([meant]) => stem(meant) === stem(one)));
  const meanings = (typed, isLast) => {
    const found = [];
    for (let at = 0; at < typed.length;) {
      const fitting = alike => said.filter(({ phrase }) => phrase.length <= typed.length - at && phrase.every((one, n) => alike(one, typed[at + n])));
      const written = fitting((one, other) => plural(one) === plural(other)), fits = written.length ? written : fitting(same);
      const size = Math.max(1, ...fits.map(({ phrase }) => phrase.length));
      const ways = [], own = typed.slice(at, at + size), telling = own.filter(one => !stop.has(one));
      if (telling.length && (size === 1 || telling.length > 1)) ways.push([1, telling]);
      fits.filter(({ phrase }) => phrase.length === size).forEach(({ means }) => means.forEach((one, n) => ways.push([SYNONYM - .12 * Math.min(n, 4), one])));
      if (ways.length) found.push(ways.map(([weight, means]) => [weight, means, means.map((one, n) => alternatives(one, isLast && at + size === typed.length && n === means.length - 1))]));
      at += size;
    }
    return found;
  };
  const matched = ways => {  // how well each entry fits one thing that is meant
    const best = new Map();
    for (const [weight, , means] of ways) {
      const sums = new Map();
      for (const words of means) {
        const own = new Map();
        for (const [one, counts] of words) for (const [at, says] of terms.get(one) ?? []) own.set(at, Math.max(own.get(at) ?? 0, counts * says));
        for (const [at, says] of own) { const [sum, count] = sums.get(at) ?? [0, 0]; sums.set(at, [sum + says, count + 1]); }
      }
      for (const [at, [sum, count]] of sums) {
        const says = weight * sum / means.length * (count / means.length) ** 2;
        const [most, others] = best.get(at) ?? [0, 0];
        best.set(at, [Math.max(most, says), others + Math.min(most, says)]);
      }
    }
    return new Map([...best].map(([at, [most, others]]) => [at, most + .1 * Math.min(others, 1)]));
  };
  // `among`: which entries count; `where`: words of a place, which say where and not what is looked for
  const ranked = (typed, isLast, among = () => true, where = []) => {
    const meant = meanings(typed, isLast), other = meant.length === 1 ? meant[0].map(([, means]) => means.map(stem).join(" ")) : [];
    const wanted = meant.map(ways => {
      const fits = matched(ways);
      const good = [...fits.values()].filter(says => says > .25).length;
      const lighter = ways.every(([, means]) => means.every(one => where.includes(one))) ? .35 : 1;
      return { fits, tells: lighter * Math.log(1 + entries.length / (1 + good)) };
    });
    const whole = wanted.reduce((sum, { tells }) => sum + tells, 0);
    const scores = new Map();
    for (const { fits, tells } of wanted) for (const [at, says] of fits) {
      if (!among(at)) continue;
      const one = scores.get(at) ?? { sum: 0, met: 0 };
      one.sum += tells * says;
      one.met += tells * Math.min(1, .5 + says);
      scores.set(at, one);
    }
    const asked = typed.filter(one => !stop.has(one)).map(stem).join(" ");
    const found = [...scores].map(([at, { sum, met }]) => {
      const entry = entries[at], own = entry.named.filter(one => !stop.has(one)).map(stem).join(" ");
      const names = [own, entry.id.map(stem).join(" ")];
      const exact = names.includes(asked) ? 1.8 : names.some(name => other.includes(name)) ? 1.4 : asked.includes(" ") && names.some(name => ` ${name} `.includes(` ${asked} `)) ? 1.25 : 1;
      return { at, score: sum * Math.min(1, met / whole) ** 2 * entry.weight * exact, part: met / whole };
    });
    return found.filter(({ part }) => part > .3).sort((one, other) => other.score - one.score || one.at - other.at);
  };

  // places in what was typed: the longest name, as it is written or nearly so, and the words around it
  const meant = typed => {
    for (let size = Math.min(5, typed.length); size; size--) for (let at = 0; at + size <= typed.length; at++) {
      const found = named.get(typed.slice(at, at + size).join(" "));
      if (found && !(size === 1 && stop.has(typed[at]))) return { found, rest: [...typed.slice(0, at), ...typed.slice(at + size)], exact: true };
    }
    const keys = [...named.keys()];
    for (let size = Math.min(3, typed.length); size; size--) for (let at = 0; at + size <= typed.length; at++) {
      const own = typed.slice(at, at + size);
      if (own.every(known) && own.every(one => terms.has(one) || stop.has(one))) continue;
      const name = own.join(" ");
      if (name.length < 5 || /\d/.test(name)) continue;
      const most = name.length < 8 ? 1 : 2;
      const close = keys.map(key => [key, apart(name, key, most)]).filter(([, far]) => far <= most);
      if (close.length) return { found: likeliest(name, close).flatMap(([key]) => named.get(key)), rest: [...typed.slice(0, at), ...typed.slice(at + size)], exact: false };
    }
    return null;
  };
  const listed = names => names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  const counts = at => index.neighbourhoods[at][2]?.replace("/", " of its ") ?? "";  // of a neighbourhood: 2 of its 5
  const share = at => counts(at) && index.map ? `${counts(at)} ${index.map.said}, by the index of ${index.map.year}` : "";
  const page = (area, name, hood = "") => {  // the page of a member, at its neighbourhoods where one of those is meant
    const [address, anchor] = index.members[area];
    return !anchor || !name ? address : `${address}?find=${encodeURIComponent(name)}#${hood ? `hood-${slug(hood)}` : anchor}`;
  };
  const placed = ({ name, kind, areas, hoods, sure, whole }) => areas.filter(area => index.members[area] && index.members[area][0]).map(area => {
    const inside = hoods.filter(at => index.neighbourhoods[at][1] === area);
    if (whole) return { kind: kind[0].toUpperCase() + kind.slice(1), title: name, label: "", text: entries.find(entry => entry.address === page(area))?.text ?? "", address: page(area), area, hoods: [], place: true };
    const where = areas.length > 1 ? `Partly in ${listed(areas.map(member))}.` : sure ? `In ${member(area)}.` : `Its middle is in ${member(area)}; a part may be elsewhere.`;
    const names = inside.map(at => index.neighbourhoods[at][0]);
    const text = kind === "neighbourhood" ? `${share(hoods[0])}.` : names.length ? `Neighbourhoods: ${listed(names)}.` : "";
    const kinds = kind[0].toUpperCase() + kind.slice(1);
    return { kind: kinds, title: `${name}, ${member(area)}`, label: "", text: [kind === "neighbourhood" ? "" : where, text].filter(Boolean).join(" "), address: page(area, name, kind === "neighbourhood" ? name : ""), area, hoods: inside, place: true };
  });

  // the number of a measure where a place lies
  const numbers = new Map(index.numbers.map(([at, source, period, values]) => [at, { source, period, values }]));
  const answer = (typed, found) => {  // of the measure that fits, and of another that fits almost as well (of men, of women)
    const best = ranked(typed, false, at => numbers.has(at)).filter(({ part, score }, _, [first]) => part > .8 && score > .85 * first.score).slice(0, 2);
    return best.flatMap(({ at }) => found.flatMap(one => one.areas.map(area => number(at, one, area)))).filter((one, n, all) => one && all.findIndex(other => other?.title === one.title) === n);
  };
  const number = (at, place, area) => {
    const entry = entries[at], { source, period, values } = numbers.get(at);
    if (!values[area]) return null;
    const [shown, when] = Array.isArray(values[area]) ? values[area] : [values[area], period];
    const hoods = index.map && index.map.measure === at ? place.hoods.filter(one => index.neighbourhoods[one][1] === area) : [];
    const smaller = hoods.length ? `${listed(hoods.map(one => `${index.neighbourhoods[one][0]}: ${counts(one)}`))} ${index.map.said}. ` : place.whole ? "" : `${place.name} lies in ${member(area)}; there is no figure of it for a smaller place. `;
    const [name, slug] = index.areas[area];
    const address = entry.address.startsWith("explore/") ? `${entry.address}#p-${slug}` : index.members[area]?.[0] || entry.address;
    return { kind: "Number", title: `${entry.title}, ${name}: ${shown} in ${index.periods[when]}`, label: "", text: `${smaller}Source: ${index.sources[source]}.`, address, area, hoods };
  };

  const MOST = 30;
  const called = new Set(index.kinds.map(([name]) => bare(name)));  // “action people 4b”
  const byId = (query, typed) => {
    const name = typed.join(""), found = ids.get(name) ?? (called.has(typed[0]) ? ids.get(typed.slice(1).join("")) : null) ?? [];
    return (/\d/.test(name) && typed.length > 1) || /[-_]/.test(query.trim()) ? found : [];
  };
  // a place whose name is also a common word (Park, Church) is meant where it stands alone or after “in”
  const isPlace = (typed, { found, rest, exact }) => {
    const name = typed.filter(one => !rest.includes(one));
    return !rest.length || !exact || name.length > 1 || !((terms.get(name[0])?.size ?? 0) > 15) || found.some(one => one.whole) || ["in", "near", "of", "at", "for", "around"].includes(typed[typed.indexOf(name[0]) - 1]);
  };
  const find = query => {
    const whole = typedWords(query), plain = whole.filter(one => !asking.has(one)), typed = plain.some(one => !stop.has(one)) ? plain : whole;
    if (!typed.length) return [];
    const isLast = !/\s$/.test(query);
    const guess = meant(typed), there = guess && isPlace(typed, guess) ? guess : null;
    const rest = there?.rest.filter(one => !stop.has(one)) ?? [];
    const first = there ? rest.length ? answer(corrected(there.rest), there.found) : there.found.flatMap(placed) : partly(typed);
    const where = there ? typed.filter(one => !there.rest.includes(one)) : [];
    const hits = [...[...byId(query, whole), ...ranked(corrected(typed), isLast, undefined, where).map(({ at }) => at)].map(at => ({ ...entries[at], at }))];
    const own = byId(query, whole).length;
    const all = [...hits.slice(0, own), ...first, ...hits.slice(own), ...(there && rest.length ? there.found.flatMap(placed).slice(0, 3) : [])];
    const seen = new Set();
    return all.filter(({ address, title }) => !seen.has(address + title) && seen.add(address + title)).slice(0, MOST);
  };
  const partly = typed => {  // places of longer names that begin with what was typed: of Bidston, Bidston and St James
    const name = typed.join(" ");
    if (name.length < 4 || typed.every(one => stop.has(one)) || typed.some(one => (terms.get(one)?.size ?? 0) > 15)) return [];
    return [...named].filter(([key]) => key.startsWith(`${name} `)).flatMap(([, found]) => found).flatMap(placed);
  };

  // places alone, for whoever looks for one: what begins with, or has, what was typed
  const places = query => {
    const typed = typedWords(query), name = typed.join(" ");
    if (name.length < 2) return [];
    const inside = [...named].filter(([key]) => key === name || key.startsWith(name) || (name.length > 2 && ` ${key}`.includes(` ${name}`))).sort(([one], [other]) => (other === name) - (one === name) || other.startsWith(name) - one.startsWith(name));
    const exact = inside.flatMap(([, found]) => found);
    const found = exact.length ? exact : meant(typed)?.found ?? [];
    const kinds = one => one.kind === "neighbourhood";
    const hits = [...found.filter(one => !kinds(one)), ...found.filter(kinds)].flatMap(placed);
    const here = new Set(hits.map(hit => hit.title));
    const within = hits.filter(hit => hit.hoods.length > 1).flatMap(hit => hit.hoods).map(at => index.neighbourhoods[at][0]).flatMap(one => named.get(words(one).join(" ")).flatMap(placed)).filter(hit => !here.has(hit.title) && here.add(hit.title));
    return [...hits, ...within].slice(0, MOST);
  };
  const members = index.members.map(([address], area) => ({ name: member(area), address })).filter(({ address }) => address);
  return { find, places, members, counts, share, words, slug, index };
};
if (typeof module !== "undefined") module.exports = { Search };
