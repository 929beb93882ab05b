// Tell Streamlit's page where its server is. Before it opens its socket it would look for the server
// under the page's own path ("/participation/_stcore/health") and one level above. The server is
// always at the root, so the socket can open at once. Without the cookie by which the socket knows a
// signed-in reader, the page still has to ask first, because the response sets that cookie.
const host = { allowedOrigins: [location.origin], useExternalAuthToken: false };

window.__streamlit = {
  BACKEND_BASE_URL: location.origin,
  ...(document.cookie.includes("_streamlit_xsrf=") ? { HOST_CONFIG: host } : {}),
};

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
