// Links and names of Streamlit's widgets, put right: its menu on a telephone is a list
// whose items are not its children, its buttons have English names, and an open list of the filters
// does not say what is chosen. Our words are variables of the style sheet (ui/web/pages.py).
const MENU = '[data-testid="stSidebarNavItems"]';
const LOOSE = `${MENU}:not([role]), ${MENU} li:not([role])`;
const SPOKEN = {
  "Open": "open", "Choose date": "calendar", "Increment": "increment", "Decrement": "decrement",
  "Expand sidebar": "menu", "Collapse sidebar": "close", "Close": "shut", "Clear all": "clear", "file upload": "upload",
};

// A link of the menu carries the filters, for who opens it in another tab.
const LINKS = '[data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"]';
const FILTERS = [
  "framework", "period", "known_on", "since", "direction", "region", "group", "counting", "documented_only",
  "reviewed_only", "language",
];

const filters = () => {
  const asked = [...new URLSearchParams(location.search)].filter(([name]) => FILTERS.includes(name));
  return asked.length ? `?${new URLSearchParams(asked)}` : "";
};

const word = (name) => {
  const held = getComputedStyle(document.documentElement).getPropertyValue(`--word-${name}`).trim();
  return held ? JSON.parse(held) : "";
};

// An open list has its name without the marks of Markdown, begins at what is chosen of it, and gives
// the keyboard back to its button.
let opened = null;

const mendList = () => {
  const button = document.querySelector('[class*="st-key-choice_"] button[aria-expanded="true"]');
  const menu = document.querySelector('[data-testid="stMenuButtonBody"] [role="menu"]');
  if (button && menu && button !== opened) {
    const words = button.querySelector("p").textContent;
    const name = button.querySelector("strong").textContent;
    menu.setAttribute("aria-label", name);
    const chosen = [...menu.children].find((one) => one.textContent === words.slice(name.length).trim());
    chosen?.setAttribute("aria-current", "true");
    chosen?.focus();
  } else if (opened && !button && document.activeElement === document.body) {
    opened.focus({ preventScroll: true });
  }
  opened = menu && button;
};

const mend = () => {
  waiting = false;
  mendList();
  for (const part of document.querySelectorAll(LOOSE)) part.setAttribute("role", "presentation");
  const language = new URLSearchParams(location.search).get("language");
  if (language && document.documentElement.lang !== language) {
    document.documentElement.lang = language;
    document.cookie = `ifla_language=${encodeURIComponent(language)}; max-age=31536000; path=/; samesite=lax`;
  }
  const search = filters();
  for (const link of document.querySelectorAll(LINKS)) if (link.search !== search) link.search = search;
  if (document.documentElement.lang === "en") return;
  for (const [english, name] of Object.entries(SPOKEN)) {
    for (const part of document.querySelectorAll(`[aria-label="${english}"]`)) {
      part.setAttribute("aria-label", word(name) || english);
    }
  }
};

let waiting = false;
new MutationObserver(() => {
  if (!waiting) waiting = requestAnimationFrame(mend) > 0;
}).observe(document, { childList: true, subtree: true });

// A row of a list opens with Enter as well; the table itself knows Shift and the space bar alone.
const ROWS = ':is([class*="st-key-rows_"], [class*="st-key-list_"], .st-key-people_table) [role="gridcell"]';
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.closest(ROWS)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const select = { key: " ", code: "Space", keyCode: 32, shiftKey: true, bubbles: true, cancelable: true };
  event.target.dispatchEvent(new KeyboardEvent("keydown", select));
}, true);
