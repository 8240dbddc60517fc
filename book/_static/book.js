/* Conveniences without which every page still reads: the choice of colours, one switch a page for
   code and sources, tables that are sorted, narrowed to some words, or cards on narrow screens. */
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
    // A heading that leads elsewhere is no button.
    if (table.tHead.querySelector("a")) return;
    [...table.tHead.rows[0].cells].forEach((heading, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...heading.childNodes);
      button.addEventListener("click", () => sortBy(table, place, heading));
      heading.append(button);
    });
  };

  /* A narrow screen reads a table row by row: each cell says what it is of, and keeps its role. */
  const NARROW = "(max-width: 30rem)";
  const ROLES = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };

  const makeCards = (table) => {
    const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
    if (heads.length < 3) return;
    for (const one of [table, ...table.querySelectorAll("thead, tbody, tr, th, td")]) {
      const side = one.scope === "row" ? "rowheader" : "columnheader";
      one.setAttribute("role", ROLES[one.tagName] || side);
    }
    for (const row of table.tBodies[0].rows) {
      [...row.cells].forEach((cell, place) => { cell.dataset.head = heads[place]; });
    }
    table.classList.add("as-cards");
  };

  /* One switch opens every part of a kind; without it each has its own. */
  const KINDS = [["details.hide", "code"], ["details.claims", "sources"]];

  const offerSwitches = (heading) => {
    const row = document.createElement("p");
    row.className = "switches";
    for (const [parts, words] of KINDS) {
      const all = document.querySelectorAll(`main ${parts}`);
      if (!all.length) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-pressed", "false");
      button.textContent = `Show ${words}`;
      button.addEventListener("click", () => {
        const shown = button.getAttribute("aria-pressed") === "false";
        button.setAttribute("aria-pressed", String(shown));
        all.forEach((one) => { one.open = shown; });
      });
      row.append(button);
    }
    if (!row.children.length) return;
    document.documentElement.classList.add("switched");
    if (matchMedia(NARROW).matches) heading.closest("article").append(row);
    else heading.after(row);
  };

  const filterFigures = (found) => {
    const label = document.createElement("label");
    const field = document.createElement("input");
    label.className = "filter";
    field.type = "search";
    label.append("Show only indicators with these words", field);
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/);
      for (const one of found) {
        const name = one.dataset.indicator.toLowerCase();
        one.hidden = !words.every((word) => name.includes(word));
      }
    });
    found[0].closest(".cell").before(label);
  };

  /* A link to what is folded away opens it. */
  const openTarget = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const outer = target.closest("details");
    const inner = target.matches(".found") && target.querySelector("details");
    for (const one of [outer, inner]) if (one) one.open = true;
    target.scrollIntoView();
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
    if (matchMedia(NARROW).matches) document.querySelectorAll(".table-scroll table").forEach(makeCards);
    document.querySelectorAll("main h1").forEach(offerSwitches);
    const found = document.querySelectorAll(".found");
    if (found.length) filterFigures(found);
    const unfold = !CSS.supports("selector(::details-content)") && matchMedia("(min-width: 60rem)").matches;
    if (unfold) document.querySelectorAll("details.menu").forEach((one) => { one.open = true; });
    addEventListener("hashchange", openTarget);
    openTarget();
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
