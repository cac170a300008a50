// The first draw, then the rest.
network.once("afterDrawing", async () => {
  performance.mark("drawn");
  document.documentElement.dataset.drawn = "true";
  details = JSON.parse(await unpack("details-data"));
  legend();
  relationships();
  yearSlider();
  count();
  list();
  showDetails();
  $("theme").textContent = document.documentElement.dataset.theme === "dark" ? "Light" : "Dark";
  remember(false);
  document.documentElement.dataset.ready = "true";
});
fit(false);
