// One press on "back" should leave a page. Streamlit writes two history entries where a reader sees
// one step: it opens a page under the requested URL and adds the choices a moment later; a click on a
// row or a mark first changes the URL of the page it leaves. The second entry replaces the first if
// the reader has done nothing in between.
const push = history.pushState.bind(history);
let inputs = 0;
let inputsAtPush = -1;

for (const type of ["pointerdown", "keydown"]) {
  addEventListener(type, () => { inputs += 1; }, true);
}

history.pushState = (state, title, url) => {
  const next = new URL(url, location.href);
  const samePage = next.pathname === location.pathname;
  const replaces = samePage ? !location.search.includes("framework=") : inputs === inputsAtPush;
  inputsAtPush = samePage && !replaces ? inputs : -1;
  return replaces ? history.replaceState(state, title, url) : push(state, title, url);
};
