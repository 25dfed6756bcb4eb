// Runs before the first paint, so that a dark page never flashes white.
(() => {
  let theme = "system";
  let language = "";
  try {
    theme = localStorage.getItem("regulars.theme") || theme;
    language = localStorage.getItem("regulars.language") || language;
  } catch {
    // Storage may be switched off: the system's choice then.
  }
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const zh = language ? language === "zh" : navigator.language.toLowerCase().startsWith("zh");
  document.documentElement.lang = zh ? "zh-CN" : "en";
})();
