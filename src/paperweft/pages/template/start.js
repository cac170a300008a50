// The first draw, then the rest.
network.once("afterDrawing", async () => {
  performance.mark("drawn");
  document.documentElement.dataset.drawn = "true";
  details = JSON.parse(await unpack("details-data"));
  list();
  showDetails();
  remember(false);
  document.documentElement.dataset.ready = "true";
});
legend();
relationships();
yearSlider();
count();
$("theme").textContent = document.documentElement.dataset.theme === "dark" ? "Light" : "Dark";
fit(false); // last, for the legend takes room from the drawing
