// Tables and explanations come as text and become elements when somebody opens them. Most of a page's
// elements stand in them, few are ever opened, and a browser would clean and lay out all of them
// before it draws the first chart. The text was escaped where it was written (ui/markup.py).
document.addEventListener("toggle", ({ target }) => {
  const place = target.open ? target.querySelector(":scope > [data-inside]") : null;
  if (place === null) return;
  place.innerHTML = place.dataset.inside;
  place.removeAttribute("data-inside");
}, true);
