// Downloads of generated files: they can take a while and can fail. While one is generated, its link
// says so (styles/chrome.css). If it fails, the server's message is shown under the link.
const LINKS = 'a[href*="/figures/"][href*="~"], a[href^="/board/"], a[href^="/data/"]';

// The text of a variable `--word-…` of the style sheet (ui/web/pages.py).
const word = (name) => {
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--word-${name}`).trim();
  return value ? JSON.parse(value) : "";
};

// Show a message after an element, or remove it if the message is empty.
const showMessage = (element, message) => {
  const previous = element.nextElementSibling;
  if (previous?.matches(".im-fault")) previous.remove();
  if (!message) return;
  const line = document.createElement("p");
  line.className = "im-fault";
  line.setAttribute("role", "alert");
  line.textContent = message;
  element.after(line);
};

const save = (file, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

// Download and save a file; return an error message, or "".
const download = async (link) => {
  const response = await fetch(link.href);
  const isText = (response.headers.get("content-type") ?? "").startsWith("text/plain");
  if (!response.ok) return isText ? response.text() : word("unavailable");
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "");
  save(await response.blob(), name?.[1] ?? "");
  return "";
};

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.(LINKS);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.ariaBusy === "true") return;
  const parent = link.closest("p, .stLinkButton") ?? link;
  showMessage(parent, "");
  link.ariaBusy = "true";
  const message = await download(link).catch(() => word("unavailable"));
  link.ariaBusy = null;
  showMessage(parent, message);
});
