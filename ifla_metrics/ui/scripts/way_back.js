// Streamlit opens a page under its bare address and writes the choices into it a moment later, as a
// second step of the browser's history. One press on "back" should leave the page, so the second
// step takes the place of the first.
const push = history.pushState.bind(history);

history.pushState = (state, title, url) => {
  const next = new URL(url, location.href);
  const completes = next.pathname === location.pathname && location.search === "";
  return completes ? history.replaceState(state, title, url) : push(state, title, url);
};
