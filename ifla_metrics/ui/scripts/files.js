// A file that is drawn when it is asked for may take a while, and may not come. The browser would
// say so in a list of its own, or nowhere; here the link says that its file is being drawn, and what
// the server answered when it could not be. The link stays, to be pressed again.
const DRAWN = 'a[href*="/figures/"][href*="~"], a[href^="/board/"], a[href^="/data/"]';
const said = (name) => {
  const held = getComputedStyle(document.documentElement).getPropertyValue(`--word-${name}`).trim();
  return held ? JSON.parse(held) : "";
};

const tell = (place, words) => {
  const old = place.nextElementSibling;
  if (old?.matches(".im-fault")) old.remove();
  if (!words) return;
  const line = document.createElement("p");
  line.className = "im-fault";
  line.setAttribute("role", "alert");
  line.textContent = words;
  place.after(line);
};

const keep = (file, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
};

const take = async (link) => {
  const answer = await fetch(link.href);
  const plain = (answer.headers.get("content-type") ?? "").startsWith("text/plain");
  if (!answer.ok) return plain ? answer.text() : said("away");
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "");
  keep(await answer.blob(), name?.[1] ?? "");
  return "";
};

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.(DRAWN);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (link.ariaBusy === "true") return;
  const place = link.closest("p, .stLinkButton") ?? link;
  tell(place, "");
  link.ariaBusy = "true";
  const words = await take(link).catch(() => said("away"));
  link.ariaBusy = null;
  tell(place, words);
});
