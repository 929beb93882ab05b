// After signing in, return to the page that was requested. Give the front page the path of Overview,
// so that the menu marks it and a copied link names it.
addEventListener("pagehide", () => {
  if (document.querySelector('[class*="st-key-sign_in_"]')) sessionStorage.asked = location.href;
});
if (location.pathname === "/") {
  if (sessionStorage.asked) location.replace(sessionStorage.asked);
  delete sessionStorage.asked;
  history.replaceState(history.state, "", `/overview${location.search}${location.hash}`);
}
