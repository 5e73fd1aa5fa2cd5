// What the roles in a chapter's Markdown stand for ({now}`gva` is £44.1 billion), asked of the notebook's own kernel.
// JupyterLab takes this file as it is: what webpack would write round it are `init` and `get` at the end.
(() => {
  const NAME = "strategy-words";
  const ROLE = /\{(\w+)\}$/;
  const ROLES = /\{(\w+)\}`([^`]+)`/g; // inside a directive, which JupyterLab shows as it is written
  const VALUE = /\{\{ (\w+) \}\}/g;
  const MARK = /^\s*\{\.[\w-]+\}\s*/;

  // A place in the text that Python has words for: `{now}` before code, or `{{ area }}`.
  const place = (name, text) => {
    const span = document.createElement("span");
    span.className = NAME;
    span.dataset.role = name;
    span.dataset.text = text;
    span.textContent = name ? `{${name}}\`${text}\`` : `{{ ${text} }}`;
    return span;
  };

  const mark = (node) => {
    for (const code of [...node.querySelectorAll("code")]) {
      const before = code.previousSibling;
      const found = before && before.nodeType === Node.TEXT_NODE && ROLE.exec(before.data);
      if (!found || code.closest("pre")) continue;
      before.data = before.data.slice(0, found.index);
      code.replaceWith(place(found[1], code.textContent));
    }
    for (const code of node.querySelectorAll('pre > code[class*="language-{"]')) {
      const parts = code.textContent.split(ROLES);
      code.replaceChildren(...parts.map((part, n) => [part, null, place(parts[n - 1], part)][n % 3]).filter(Boolean));
    }
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const all = [];
    while (texts.nextNode()) all.push(texts.currentNode);
    for (const text of all) {
      if (text.parentNode.closest(`pre, .${NAME}`)) continue;
      if (text === text.parentNode.firstChild) text.data = text.data.replace(MARK, ""); // {.lede}: how a page sets it
      const parts = text.data.split(VALUE);
      if (parts.length > 1) text.replaceWith(...parts.map((part, n) => (n % 2 ? place("", part) : part)));
    }
    for (const empty of node.querySelectorAll("p:empty")) empty.remove();
  };

  const ask = async (panel, spans) => {
    const kernel = panel.sessionContext.session?.kernel;
    if (!kernel || !spans.length) return; // it is asked again when there is one
    const path = JSON.stringify(panel.context.path);
    const roles = JSON.stringify(JSON.stringify(spans.map((span) => [span.dataset.role, span.dataset.text])));
    const words = `__import__('strategy.notebook.words', fromlist=['']).asked(${path}, ${roles})`;
    const reply = await kernel.requestExecute({ code: "", silent: true, user_expressions: { words } }).done;
    for (const span of spans) span.dataset.told = "";
    const found = reply.content.user_expressions?.words?.data?.["application/json"];
    if (!found) return;
    spans.forEach((span, n) => {
      span.title = span.dataset.role ? `{${span.dataset.role}}\`${span.dataset.text}\`` : "";
      span.textContent = found[n].words ?? span.textContent;
      if (found[n].wrong) span.title = found[n].wrong;
      span.classList.toggle("is-wrong", Boolean(found[n].wrong));
    });
  };

  const activate = (actions) => (app, rendermime, tracker) => {
    const waiting = new Map(); // of each notebook: what is asked together
    const soon = (path) => {
      clearTimeout(waiting.get(path));
      waiting.set(path, setTimeout(() => {
        const panel = tracker.find((one) => one.context.path === path);
        if (panel) ask(panel, [...panel.content.node.querySelectorAll(`span.${NAME}`)]).catch(console.warn);
      }, 200));
    };
    const plain = rendermime.getFactory("text/markdown");
    rendermime.addFactory({
      ...plain,
      createRenderer: (options) => {
        const renderer = plain.createRenderer(options);
        const render = renderer.renderModel.bind(renderer);
        renderer.renderModel = async (model) => {
          await render(model);
          mark(renderer.node);
          if (options.resolver?.path) soon(options.resolver.path);
        };
        return renderer;
      },
    });
    actions.executed.connect((_, { notebook, cell }) => { // another area has other words
      const given = cell.model.getMetadata("tags")?.includes("parameters");
      if (given) soon(tracker.find((one) => one.content === notebook)?.context.path);
    });
    tracker.widgetAdded.connect((_, panel) => {
      panel.sessionContext.statusChanged.connect((_, status) => {
        const untold = panel.content.node.querySelector(`span.${NAME}:not([data-told])`);
        if (status === "idle" && untold) soon(panel.context.path);
      });
    });
    const style = document.createElement("style");
    style.textContent = `span.${NAME} { font-weight: 600 } span.${NAME}.is-wrong { color: var(--jp-error-color1) }`;
    document.head.append(style);
  };

  let shared;
  const library = async (name) => {
    const versions = Object.values(shared[name]);
    return (await versions[0].get())();
  };
  const extension = async () => {
    const { IRenderMimeRegistry } = await library("@jupyterlab/rendermime");
    const { INotebookTracker, NotebookActions } = await library("@jupyterlab/notebook");
    const requires = [IRenderMimeRegistry, INotebookTracker];
    return { id: `${NAME}:plugin`, autoStart: true, requires, activate: activate(NotebookActions) };
  };
  window._JUPYTERLAB ??= {};
  window._JUPYTERLAB[NAME] = {
    init: (scope) => { shared = scope; },
    get: async () => { const plugin = await extension(); return () => ({ __esModule: true, default: plugin }); },
  };
})();
