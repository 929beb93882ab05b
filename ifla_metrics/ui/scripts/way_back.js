// Streamlit opens a page under the address that was asked and writes the choices into it a moment
// later; what a click on a row or a mark opens is first written into the address of the page that is
// left. One press on "back" should leave the page, so the second step takes the place of the first.
// Two steps belong to one click when the reader has done nothing between them.
const push = history.pushState.bind(history);
let acts = 0;
let written = -1;

for (const kind of ["pointerdown", "keydown"]) {
  addEventListener(kind, () => { acts += 1; }, true);
}

history.pushState = (state, title, url) => {
  const next = new URL(url, location.href);
  const stays = next.pathname === location.pathname;
  const completes = stays ? !location.search.includes("framework=") : acts === written;
  written = stays && !completes ? acts : -1;
  return completes ? history.replaceState(state, title, url) : push(state, title, url);
};
