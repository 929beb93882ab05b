// Streamlit opens a page under the address that was asked and writes the choices into it a moment
// later; what a click on a row or a mark opens is first written into the address of the page that is
// left. One press on "back" should leave the page, so the second step takes the place of the first.
const push = history.pushState.bind(history);
const AT_ONCE = 800; // Milliseconds between the two steps of one click.
let written = 0;

history.pushState = (state, title, url) => {
  const next = new URL(url, location.href);
  const stays = next.pathname === location.pathname;
  const completes = stays ? !location.search.includes("framework=") : Date.now() - written < AT_ONCE;
  written = stays && !completes ? Date.now() : 0;
  return completes ? history.replaceState(state, title, url) : push(state, title, url);
};
