// Streamlit sends a typed text once its field loses the focus, and from a timer: too late if the page is
// left meanwhile. Send the text at once when a link is pressed, the page is left, or a phone puts it
// away and may end it, so that the text is autosaved. A list would lose what is searched for.
const TYPED = 'input:not([role="combobox"]), textarea';
const SAVING_TIME = 300;
const setTimer = window.setTimeout;
let isSending = false;

window.setTimeout = (callback, delay, ...values) =>
  isSending && !delay ? queueMicrotask(callback) : setTimer(callback, delay, ...values);

// Send the text of the focused field; return whether there is such a field.
const sendTyped = () => {
  const field = document.activeElement;
  if (!field?.matches(TYPED)) return false;
  isSending = true;
  setTimer(() => { isSending = false; });
  field.blur();
  field.focus({ preventScroll: true });
  return true;
};

addEventListener("beforeunload", sendTyped);
// The server drops the text if the connection ends before the save has begun. The text is sent between
// these two listeners.
addEventListener("beforeunload", () => {
  const end = Date.now() + SAVING_TIME;
  while (isSending && Date.now() < end);
});
document.addEventListener("visibilitychange", sendTyped);
addEventListener("pointerdown", ({ target }) => target.closest("a") && sendTyped(), true);

// After "back", the server would drop the text if Streamlit requested the other page at once. Meanwhile
// Streamlit may not set the URL back.
let isWaiting = false;
const push = history.pushState.bind(history);
history.pushState = (...values) => isWaiting || push(...values);

addEventListener("popstate", (event) => {
  if (!event.isTrusted || !sendTyped()) return;
  event.stopImmediatePropagation();
  isWaiting = true;
  setTimer(() => {
    isWaiting = false;
    dispatchEvent(new PopStateEvent("popstate", event));
  }, SAVING_TIME);
}, true);
