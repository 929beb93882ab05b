// Where the server is. Streamlit's page looks for it before it opens its socket: it asks under its
// own address first ("/participation/_stcore/health"), then one step above, and waits for both. We are
// always at the root, and what it would learn there is written here, so the socket opens at once and
// the question is asked beside it. The question also sets the cookie by which the socket knows a
// signed-in reader; a browser that has none yet asks first.
const host = { allowedOrigins: [location.origin], useExternalAuthToken: false };

window.__streamlit = {
  BACKEND_BASE_URL: location.origin,
  ...(document.cookie.includes("_streamlit_xsrf=") ? { HOST_CONFIG: host } : {}),
};

// Who has signed in goes on to the page that was asked. The front page has an address of its own, so
// that the menu marks it and a copied link names it.
addEventListener("pagehide", () => {
  if (document.querySelector('[class*="st-key-sign_in_"]')) sessionStorage.asked = location.href;
});
if (location.pathname === "/") {
  if (sessionStorage.asked) location.replace(sessionStorage.asked);
  delete sessionStorage.asked;
  history.replaceState(history.state, "", `/overview${location.search}${location.hash}`);
}
