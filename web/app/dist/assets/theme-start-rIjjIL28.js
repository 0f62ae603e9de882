/* global document */
// Runs before the first paint, so that a chosen theme does not flash. Everything else about themes is in src/shell/theme.ts.
(function () {
  try {
    var theme = localStorage.getItem('todo:theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    // Storage that throws means no choice: the system decides.
  }
})();
