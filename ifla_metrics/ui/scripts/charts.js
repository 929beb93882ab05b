// Charts are drawn here, once each: a place with `data-chart` (ui/figure_html.py) holds a chart's
// specification and becomes its drawing, as wide as the place is, by the library that Streamlit's page
// brings along. A drawing follows the width of its place and ends with it.
const drawings = new WeakMap();
let library;

// Words are measured once, so the letters have to be there: with those of another font they would be cut.
const letters = (family) => Promise.allSettled([400, 600].map((weight) => document.fonts.load(`${weight} 12px ${family}`)));

const draw = async (place, width) => {
  library ??= import(CHARTS).then((part) => Object.values(part)[0]());
  const spec = JSON.parse(place.dataset.chart);
  const [{ embed, expressionInterpreter }] = await Promise.all([library, letters(spec.config.font)]);
  const drawing = await embed(place, { ...spec, width }, {
    actions: false, ast: true, defaultStyle: false, expr: expressionInterpreter, tooltip: { disableDefaultStyle: true },
  });
  return settled(drawing, width);
};

// Where labels take some of the width, other words stand in what is left of it: the drawing is measured
// again with them, and then placed.
const settled = async (drawing, width) => {
  const { view } = drawing;
  for (let times = 0; times < 2 && view.width() < width; times += 1) await view.resize().runAsync();
  return drawing;
};

const places = new ResizeObserver((changes) => {
  for (const { target, contentRect: { width } } of changes) {
    const before = drawings.get(target);
    if (!target.isConnected) {
      places.unobserve(target);
      before?.then((drawing) => drawing.finalize());
    } else if (width > 0) {
      drawings.set(target, before?.then(async (drawing) => {
        await drawing.view.width(width).runAsync();
        return settled(drawing, width);
      }) ?? draw(target, width));
    }
  }
});

const found = new WeakSet();
new MutationObserver(() => {
  for (const place of document.querySelectorAll("[data-chart]")) {
    if (!found.has(place)) places.observe(place);
    found.add(place);
  }
}).observe(document, { childList: true, subtree: true });
