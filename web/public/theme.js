// Before the first paint, so that the page never flashes in the wrong colours.
(function () {
  let theme = null;
  try { theme = localStorage.getItem("bourse.theme"); } catch { /* storage is off */ }
  if (theme !== "light" && theme !== "dark") {
    theme = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  }
  document.documentElement.dataset.theme = theme;
})();
