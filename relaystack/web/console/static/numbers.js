// Draws the tables that have a chart: what is drawn is what stands in the table, and without a script the table is there.
const style = getComputedStyle(document.documentElement);
const colour = (name) => style.getPropertyValue(name).trim();
const number = (cell) => Number(cell.textContent.replace(/[^0-9.-]/g, "")) || 0;
const kinds = { line: "line", bars: "bar", stacked: "bar" };
const charts = [];

function read(table) {
  const names = [...table.tHead.rows[0].cells].slice(1).map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    datasets: names.map((label, column) => ({ label, data: rows.map((row) => number(row.cells[column + 1])) })),
    links: rows.map((row) => row.querySelector("a")?.href),
  };
}

function drawn(holder) {
  const kind = holder.dataset.chart;
  const { labels, datasets, links } = read(holder.parentElement.querySelector("table"));
  const colours = [colour("--chart-1"), colour("--chart-2"), colour("--chart-3")];
  datasets.forEach((set, index) => Object.assign(set, {
    backgroundColor: colours[index], borderColor: colours[index], borderWidth: kind === "line" ? 2 : 0,
    pointRadius: 0, pointHitRadius: 12, borderDash: kind === "line" && index ? [4, 4] : [],
  }));
  const flat = kind !== "line";
  const axis = { stacked: kind === "stacked", grid: { color: colour("--line-soft") }, ticks: { color: colour("--muted"), precision: 0 } };
  const rtl = document.documentElement.dir === "rtl";
  holder.hidden = false;
  if (flat) holder.dataset.rows = Math.min(labels.length, 24);
  return new Chart(holder.querySelector("canvas"), {
    type: kinds[kind], data: { labels, datasets },
    options: {
      indexAxis: flat ? "y" : "x", animation: false, maintainAspectRatio: false, locale: document.documentElement.lang,
      scales: {
        x: { ...axis, beginAtZero: true, reverse: rtl, ticks: { ...axis.ticks, maxRotation: 0, autoSkip: true } },
        y: { ...axis, beginAtZero: true, position: rtl ? "right" : "left", ticks: { ...axis.ticks, autoSkip: !flat } },
      },
      plugins: { legend: { rtl, labels: { color: colour("--ink"), boxWidth: 12 } }, tooltip: { rtl } },
      onClick: (_event, [hit]) => { if (hit && links[hit.index]) location.assign(links[hit.index]); },
    },
  });
}

function drawAll() {
  charts.splice(0).forEach((chart) => chart.destroy());
  document.querySelectorAll("[data-chart]").forEach((holder) => {
    charts.push(drawn(holder));
    holder.parentElement.querySelector("details").open = false;
  });
}

const onPaper = (is) => document.querySelectorAll(".tables details").forEach((one) => { one.open = is; });
drawAll();
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
addEventListener("beforeprint", () => { onPaper(true); charts.forEach((chart) => chart.resize()); });
addEventListener("afterprint", () => onPaper(false));
