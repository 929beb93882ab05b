// Accessibility fixes for Streamlit's widgets: the roles of its menu on a phone, English names of
// buttons, the focus of menus and dialogs. Also: filters in the links of the menu, the page's
// language, rows that open with Enter.
const SIDEBAR = '[data-testid="stSidebarNavItems"]';
const WITHOUT_ROLE = `${SIDEBAR}:not([role]), ${SIDEBAR} li:not([role])`;
const NAMES = {
  "Open": "open", "Choose date": "calendar", "Increment": "increment", "Decrement": "decrement",
  "Expand sidebar": "menu", "Collapse sidebar": "close", "Close": "shut", "Clear all": "clear", "file upload": "upload",
  "Add files": "upload", "Add row": "row",
  "Fullscreen": "fullscreen", "Show/hide columns": "columns", "Search": "search",
};
const LINKS = '[data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"]';
const FILTERS = [
  "framework", "period", "known_on", "since", "direction", "region", "group", "counting", "documented_only",
  "reviewed_only", "language",
];

// The filters of the current URL as a query, so that menu links opened in a new tab keep them.
const filterQuery = () => {
  const filters = [...new URLSearchParams(location.search)].filter(([name]) => FILTERS.includes(name));
  return filters.length ? `?${new URLSearchParams(filters)}` : "";
};

// The text of a variable `--word-…` of the style sheet (ui/web/pages.py).
const word = (name) => {
  const value = getComputedStyle(document.documentElement).getPropertyValue(`--word-${name}`).trim();
  return value ? JSON.parse(value) : "";
};

// Return the focus from a closed menu or dialog to what opened it, or to the list that replaced it:
// Streamlit would leave it at the start of the page.
const OVERLAYS = '[data-testid="stMenuButtonBody"], [role="dialog"]';
let opener = null;
let openerKey = "";
let wasOpen = false;

addEventListener("focusin", ({ target, isTrusted }) => {
  // A select box sends such events for its options too, which never have the focus.
  if (!isTrusted || target.closest(OVERLAYS)) return;
  opener = target;
  openerKey = target.closest('[class*="st-key-"]')?.className.match(/st-key-[^ ]*?(?=(_\d+)?( |$))/)?.[0];
});

const returnFocus = () => {
  const isOpen = document.querySelector(OVERLAYS) !== null;
  if (wasOpen && !isOpen && document.activeElement === document.body) {
    const next = opener?.isConnected ? opener : document.querySelector(`[class*="${openerKey}"] ${opener?.localName}`);
    next?.focus({ preventScroll: true });
  }
  wasOpen = isOpen;
};

// Streamlit sometimes leaves the focus on the button of a menu that the keyboard has opened.
const focusMenu = () => {
  const menu = document.querySelector('[data-testid="stMenuButtonBody"] [role="menu"]');
  if (menu && document.activeElement?.getAttribute("aria-expanded") === "true") {
    menu.focus({ preventScroll: true });
  }
};

const fixPage = () => {
  scheduled = false;
  returnFocus();
  focusMenu();
  for (const item of document.querySelectorAll(WITHOUT_ROLE)) item.setAttribute("role", "presentation");
  const language = new URLSearchParams(location.search).get("language");
  if (language && document.documentElement.lang !== language) {
    document.documentElement.lang = language;
    document.cookie = `ifla_language=${encodeURIComponent(language)}; max-age=31536000; path=/; samesite=lax`;
  }
  const query = filterQuery();
  for (const link of document.querySelectorAll(LINKS)) if (link.search !== query) link.search = query;
  // Streamlit repeats the whole alternative text in the name of each button of a toolbar.
  for (const button of document.querySelectorAll('[data-testid="stBaseButton-elementToolbar"][aria-label*=": "]')) {
    button.ariaLabel = button.ariaLabel.split(": ")[0];
  }
  if (document.documentElement.lang === "en") return;
  for (const [english, name] of Object.entries(NAMES)) {
    for (const element of document.querySelectorAll(`[aria-label="${english}"]`)) {
      element.setAttribute("aria-label", word(name) || english);
    }
  }
};

let scheduled = false;
new MutationObserver(() => {
  if (!scheduled) scheduled = requestAnimationFrame(fixPage) > 0;
}).observe(document, { childList: true, subtree: true });

// Enter selects a row of a list; Streamlit's table knows only Shift+Space.
const ROWS = ':is([class*="st-key-rows_"], [class*="st-key-list_"], [class*="st-key-people_table_"]) [role="gridcell"]';
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.closest(ROWS)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const select = { key: " ", code: "Space", keyCode: 32, shiftKey: true, bubbles: true, cancelable: true };
  event.target.dispatchEvent(new KeyboardEvent("keydown", select));
}, true);
