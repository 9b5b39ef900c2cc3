"use strict";
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  if (body.rows.length < 2) continue;
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (!head.textContent) return;
    const button = document.createElement("button");
    button.type = "button";
    button.title = "Sort by this column";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const value = (row) => {
        const cell = row.cells[column];
        const kept = cell.dataset.v;
        if (kept !== undefined) return kept === "null" ? -Infinity : Number(kept);
        const day = cell.textContent.match(/^(\d\d)\/(\d\d)\/(\d{4})$/);
        return day ? day[3] + day[2] + day[1] : cell.textContent;
      };
      const compare = (one, other) => typeof one === "number" && typeof other === "number"
        ? one - other : String(one).localeCompare(String(other), "en-GB", { numeric: true });
      [...body.rows].map((row, place) => [value(row), place, row])
        .sort((a, b) => (up ? compare(a[0], b[0]) : compare(b[0], a[0])) || a[1] - b[1])
        .forEach(([, , row]) => body.append(row));
    });
  });
}
