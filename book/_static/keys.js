// What keys read of a figure: the list of its values, which stands under it, from what there is to each series and each value.
const Keys = (() => {
  const all = (selector, within) => [...within.querySelectorAll(selector)];
  const list = card => (card.closest(".st[data-state]") ?? card.closest("figure")).querySelector(".by-value");
  const series = card => all(":scope > ul > li", list(card)).map(item => {
    const [name, says] = [...item.children].map(one => one.textContent), values = all("li", item).map(one => one.textContent.trim());
    return { name, says, values: values.length ? values : [says] };
  });
  const overview = card => list(card).querySelector("p").textContent;
  const last = one => one.values.length - 1;
  // from a place, a series and a value in it (-1: all series, all of a series), to the next
  const moves = {
    ArrowRight: (s, v, found) => s < 0 ? [0, 0] : v < last(found[s]) ? [s, v + 1] : s < found.length - 1 ? [s + 1, 0] : [s, v],
    ArrowLeft: (s, v, found) => v > 0 ? [s, v - 1] : s > 0 ? [s - 1, last(found[s - 1])] : [-1, -1],
    ArrowDown: (s, v, found) => s < found.length - 1 ? [s + 1, -1] : [s, v],
    ArrowUp: (s, v) => v >= 0 ? [s, -1] : [Math.max(s - 1, -1), -1],
    Home: s => [Math.max(s, 0), 0],
    End: (s, v, found) => (at => [at, last(found[at])])(s < 0 ? found.length - 1 : s),
    Escape: () => [-1, -1],
  };
  Object.assign(moves, { PageDown: moves.ArrowDown, PageUp: moves.ArrowUp });
  // where a key leads to, in words (`said`), and the series and the value that a mark would show
  const step = (card, at, key) => {
    const found = series(card), [s, v] = moves[key](...at, found), one = found[s];
    const value = one && v >= 0 ? one.values[v] : "";
    return { at: [s, v], name: one?.name, value, said: !one ? overview(card) : value ? `${one.name}, ${value}` : `${one.name}: ${one.says}` };
  };
  // the one mark, of those of a drawing, that says this
  const marked = (marks, name, value) => {
    const told = mark => Object.values(mark.__data__.tooltip).map(String), label = value.split(": ")[0];
    const names = [name, name.split(", ")[0]];  // a heading may end in a unit
    const own = marks.filter(mark => told(mark).some(one => names.includes(one))), exact = own.filter(mark => told(mark).includes(label));
    const [mark, ...others] = new Map((exact.length ? exact : own).map(mark => [told(mark).join(), mark])).values();
    return others.length ? undefined : mark;
  };
  return { marked, overview, step, known: key => key in moves };
})();
