/* Conveniences without which every page still reads: the choice of colours; tables sorted, and long
   ones narrowed to the rows with some words. */
"use strict";

(() => {
  const root = document.documentElement;

  const remember = (theme) => {
    try {
      localStorage.setItem("theme", theme);
    } catch (denied) {
      /* The choice holds for this page only. */
    }
  };

  const offerColours = (button) => {
    const name = () => {
      button.textContent = root.dataset.theme === "dark" ? "Light colours" : "Dark colours";
    };
    button.addEventListener("click", () => {
      root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
      remember(root.dataset.theme);
      name();
    });
    name();
    button.hidden = false;
  };

  // "1,234", "−2.5", "12%" and "59.9 (56.8 to 62.9)" are numbers; [x] is none and stands last.
  const asNumber = (text) => {
    const plain = text.replace(/\(.*\)$/, "").replace(/[,\s%]/g, "").replace("−", "-");
    return plain === "" ? NaN : Number(plain);
  };

  const compareCells = (first, second, numeric) => {
    if (!numeric) return first.localeCompare(second, "en-GB", { numeric: true });
    const [a, b] = [asNumber(first), asNumber(second)];
    if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) - Number.isNaN(b);
    return a - b;
  };

  const sortBy = (table, place, heading) => {
    const body = table.tBodies[0];
    const numeric = heading.classList.contains("number");
    const upwards = heading.getAttribute("aria-sort") !== "ascending";
    const text = (row) => row.cells[place].textContent.trim();
    const rows = [...body.rows];
    rows.sort((one, other) => {
      const [a, b] = [text(one), text(other)];
      const unknown = numeric && (Number.isNaN(asNumber(a)) || Number.isNaN(asNumber(b)));
      return compareCells(a, b, numeric) * (upwards || unknown ? 1 : -1);
    });
    body.append(...rows);
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", upwards ? "ascending" : "descending");
  };

  const makeSortable = (table) => {
    if (!table.tHead || table.tBodies[0].rows.length < 3) return;
    [...table.tHead.rows[0].cells].forEach((heading, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sortBy(table, place, heading));
      heading.append(button);
    });
  };

  const LONG = 15;

  const offerFilter = (table, number) => {
    const rows = [...table.tBodies[0].rows];
    if (!table.tHead || rows.length <= LONG || !table.closest(".table-block")) return;
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("span");
    label.className = "table-filter";
    label.append("Only rows with ", field, count);
    field.type = "search";
    field.id = `filter-${number}`;
    count.setAttribute("role", "status");
    field.addEventListener("input", () => {
      const wanted = field.value.trim().toLowerCase();
      rows.forEach((row) => { row.hidden = !row.textContent.toLowerCase().includes(wanted); });
      const shown = rows.filter((row) => !row.hidden).length;
      count.textContent = wanted ? ` ${shown} of ${rows.length} rows` : "";
    });
    table.parentElement.before(label);
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("button.colours").forEach(offerColours);
    document.querySelectorAll(".table-scroll table").forEach(makeSortable);
    document.querySelectorAll(".table-scroll table").forEach(offerFilter);
    // A browser that cannot open what is folded by its style sheet has it open for paper.
    window.addEventListener("beforeprint", () => {
      document.querySelectorAll("tr[hidden]").forEach((one) => { one.hidden = false; });
      document.querySelectorAll("details.fold").forEach((one) => { one.open = true; });
    });
    const wanted = new URLSearchParams(location.search).get("q");
    const field = document.getElementById("masthead-q");
    if (wanted && field) field.value = wanted;
  });
})();
