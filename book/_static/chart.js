/* Charts that answer: what a mark says, and the chart to take away. Without this file every chart
   stands as it is, with its data below it. */
"use strict";

(() => {
  const NEAR = 28;
  const SCALE = 3;
  const SEX = / \((Female|Male|Persons)\)$/;
  /* Limits of a figure, not those of chance in a funnel. */
  const LIMIT = /^(lower|upper)( 95% limit( of .*)?)?$/i;
  const SVG = "http://www.w3.org/2000/svg";
  const NONE = "[x]";

  const find = (name, within = document) => within.querySelector(name);
  const all = (name, within = document) => [...within.querySelectorAll(name)];

  const create = (tag, words, name) => {
    const made = document.createElement(tag);
    made.textContent = words || "";
    made.className = name || "";
    return made;
  };

  const press = (label, act) => {
    const button = create("button", label);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  };

  /* The data of a chart are the table that stands in its figure. */
  const readTable = (figure) => {
    const table = find(".chart-data table", figure);
    const text = (cell) => cell.textContent.trim();
    const heads = [...table.tHead.rows[0].cells].map(text);
    const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map(text));
    return { heads, rows };
  };

  /* "Stockton-on-Tees, Female, 2019: Value (years) 77.1 (76.8 to 77.4)". */
  const say = ({ heads, rows }, number) => {
    const names = [];
    const values = [];
    rows[number].forEach((cell, place) => {
      const head = heads[place];
      const limit = LIMIT.exec(head);
      if (limit) {
        if (cell === NONE || !values.length) return;
        const last = values.length - 1;
        values[last] += /lower/i.test(limit[1]) ? ` (${cell}` : ` to ${cell})`;
      } else if (/^[-−]?[\d.,]+%?$/.test(cell) && !/period|code/i.test(head)) {
        values.push(`${head} ${cell}`);
      } else if (cell !== NONE) {
        names.push(/^(the gap is|unit|verdict)$/i.test(head) ? `${head.toLowerCase()} ${cell}` : cell);
      }
    });
    return [names.join(", "), values.join("; ")].filter(Boolean).join(": ");
  };

  /* The rows that a series draws, in order: by its name among the cells or the headings. */
  const rowsOf = ({ heads, rows }, series) => {
    const sex = (series.match(SEX) || [])[1];
    const name = series.replace(SEX, "");
    const column = heads.findIndex((head) => head === name || head.startsWith(`${name} (`));
    const all = rows.map((_, number) => number);
    const hasSex = sex && heads.includes("Sex");
    const alike = hasSex ? all.filter((number) => rows[number].includes(sex)) : all;
    const exact = alike.filter((number) => rows[number].includes(name));
    if (exact.length) return exact;
    const begins = alike.filter((number) => name.startsWith(`${rows[number][0]}, `));
    if (begins.length) return begins;
    return column < 0 ? alike : alike.filter((number) => rows[number][column] !== NONE);
  };

  /* The corners of a line: its path is written as "M10 20l5 5 5-5". */
  const corners = (path) => {
    const found = [];
    let at = [0, 0];
    for (const [, command, rest] of path.matchAll(/([A-Za-z])([^A-Za-z]*)/g)) {
      const numbers = (rest.match(/-?\d*\.?\d+/g) || []).map(Number);
      for (let n = 0; n + 1 < numbers.length; n += 2) {
        const [x, y] = [numbers[n], numbers[n + 1]];
        at = command === "l" ? [at[0] + x, at[1] + y] : [x, y];
        found.push(at);
      }
    }
    return found;
  };

  const unlike = (points) => [...new Map(points.map((one) => [one.join(), one])).values()];

  /* A series of one mark is that mark. */
  const inside = (name, group) => (group.matches(name) ? [group] : all(name, group));

  const pointsOf = (group) => {
    const marks = inside("use", group);
    const places = marks.map((one) => [Number(one.getAttribute("x")), Number(one.getAttribute("y"))]);
    /* A band is a shape at the edge of the sheet, no mark. */
    return [unlike(places).filter(([x]) => x), ...inside("path", group).map((one) => unlike(corners(one.getAttribute("d") || "")))];
  };

  /* The marks of a line that breaks in a series cut apart, from left to right. */
  const joined = (pieces) => {
    const points = pieces.flatMap(([places]) => places);
    return points.every(([x], n) => !n || x > points[n - 1][0]) ? points : [];
  };

  /* Every mark with the row that it draws; a mark that fits no single row names its series. */
  const readMarks = (svg, data) => {
    const bySeries = new Map();
    all("[data-series]", svg).forEach((group) => {
      const known = bySeries.get(group.dataset.series) || [];
      bySeries.set(group.dataset.series, [...known, pointsOf(group)]);
    });
    const marks = [];
    bySeries.forEach((pieces, series) => {
      const groups = pieces.flat();
      const rows = rowsOf(data, series);
      const held = rows.filter((number) => data.rows[number].some((cell) => cell !== NONE));
      const fits = [...groups, joined(pieces)].find((points) => points.length === held.length);
      if (held.length === 1) {
        // Lines first, so that the last mark of a row is that of the area.
        [...groups].reverse().flat().forEach(([x, y]) => marks.push({ x, y, series, row: held[0] }));
      } else if (fits) {
        fits.forEach(([x, y], place) => marks.push({ x, y, series, row: held[place] }));
      } else {
        groups.flat().forEach(([x, y]) => marks.push({ x, y, series }));
      }
    });
    return marks;
  };

  const drawn = (tag, given, words) => {
    const made = document.createElementNS(SVG, tag);
    Object.entries(given).forEach(([name, value]) => made.setAttribute(name, value));
    if (words) made.textContent = words;
    return made;
  };

  const answer = (figure, svg) => {
    const data = readTable(figure);
    const marks = readMarks(svg, data);
    const frame = find(".chart-scroll", figure);
    const out = create("p", "", "chart-readout");
    out.setAttribute("role", "status");
    frame.after(out);
    const ring = drawn("circle", { class: "chart-ring", r: 8 });
    let current = -1;

    const dismiss = () => {
      out.textContent = "";
      ring.remove();
      current = -1;
    };
    const show = (words, mark) => {
      if (out.textContent !== words) out.textContent = words;
      if (!mark) return ring.remove();
      ring.setAttribute("cx", mark.x);
      ring.setAttribute("cy", mark.y);
      svg.append(ring);
      return undefined;
    };
    const ask = (mark) => {
      if (mark.row === undefined) return show(`${mark.series}. Its values are in the data below.`, mark);
      current = mark.row;
      return show(say(data, mark.row), mark);
    };
    const near = (event) => {
      const box = svg.getBoundingClientRect();
      const wide = svg.viewBox.baseVal.width / box.width;
      const [x, y] = [(event.clientX - box.x) * wide, (event.clientY - box.y) * wide];
      const far = (mark) => Math.hypot(mark.x - x, mark.y - y);
      const best = marks.reduce((a, b) => (a && far(a) <= far(b) ? a : b), undefined);
      return best && far(best) < NEAR * wide ? best : undefined;
    };
    const byPointer = (event) => {
      const mark = near(event);
      if (mark) ask(mark);
    };
    svg.addEventListener("pointermove", byPointer);
    svg.addEventListener("pointerdown", byPointer);
    svg.addEventListener("pointerleave", (event) => {
      if (event.pointerType === "mouse" && document.activeElement !== frame) dismiss();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") dismiss();
    });
    frame.setAttribute("aria-label", `${frame.getAttribute("aria-label")}: left and right arrow keys read its values`);
    frame.addEventListener("keydown", (event) => {
      const last = data.rows.length - 1;
      const next = {
        ArrowRight: Math.min(current + 1, last),
        ArrowLeft: current < 0 ? last : Math.max(current - 1, 0),
        Home: 0,
        End: last,
      }[event.key];
      if (next === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      current = next;
      const mark = marks.findLast((one) => one.row === next);
      show(`${say(data, next)} (${next + 1} of ${last + 1})`, mark);
      if (mark) ring.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
    return show;
  };

  /* A drawing that stands by itself: with its size, its white ground and its words. */
  const alone = (figure, svg) => {
    const copy = svg.cloneNode(true);
    all(".chart-ring", copy).forEach((one) => one.remove());
    const { width, height } = svg.viewBox.baseVal;
    copy.setAttribute("width", width * SCALE);
    copy.setAttribute("height", height * SCALE);
    copy.setAttribute("xmlns", SVG);
    copy.prepend(drawn("rect", { width, height, fill: "#fff" }));
    copy.querySelectorAll("[textLength]").forEach((one) => one.setAttribute("lengthAdjust", "spacingAndGlyphs"));
    copy.prepend(drawn("title", {}, cite(figure)));
    return new XMLSerializer().serializeToString(copy);
  };

  const placeName = () => location.pathname.split("/").slice(-2)[0] || "book";

  const save = (url, name) => {
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
  };

  const words = (figure, name) => (find(name, figure)?.textContent || "").trim();
  const cite = (figure) => {
    const number = words(figure, ".chart-number");
    const edition = words(document, ".edition-inner > p");
    const source = words(figure, ".chart-source");
    const own = location.protocol === "file:" ? "" : ` ${location.href.split("#")[0]}#${figure.id}`;
    const title = words(figure, ".chart-title").replace(/\.$/, "");
    const subtitle = words(figure, ".chart-subtitle").replace(/\.$/, "");
    return `${title}. ${subtitle}. ${number} of “${document.title}”. ${edition} ${source}.${own}`;
  };

  const png = (figure, svg, name) => {
    const { width, height } = svg.viewBox.baseVal;
    const picture = new Image();
    picture.addEventListener("load", () => {
      const canvas = document.createElement("canvas");
      canvas.width = width * SCALE;
      canvas.height = height * SCALE;
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      save(canvas.toDataURL("image/png"), `${name}.png`);
    });
    picture.src = `data:image/svg+xml,${encodeURIComponent(alone(figure, svg))}`;
  };

  const copy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return "Copied: ";
    } catch (denied) {
      return "To copy: ";
    }
  };

  const offer = (figure, svg, show) => {
    const name = `${placeName()}-${figure.id.slice(0, 60)}`;
    const number = words(figure, ".chart-number").toLowerCase();
    const tools = create("div", "", "chart-tools");
    tools.setAttribute("role", "group");
    tools.setAttribute("aria-label", `Take ${number} away`);
    const saveSvg = () =>
      save(`data:image/svg+xml,${encodeURIComponent(alone(figure, svg))}`, `${name}.svg`);
    const copyCitation = async () => {
      const text = cite(figure);
      show(`${await copy(text)}${text}`);
    };
    const offers = [
      ["SVG", saveSvg],
      ["PNG", () => png(figure, svg, name)],
      ["Copy citation", copyCitation],
    ];
    tools.append(...offers.map(([label, act]) => press(label, act)));
    (find(".chart-download", figure) || figure.lastElementChild).append(tools);
  };

  const ready = (figure) => {
    const svg = find(".chart-scroll svg", figure);
    if (svg && find(".chart-data table", figure)) offer(figure, svg, answer(figure, svg));
  };

  /* One series of a wall, drawn large: its sheet has the axes and the words, its lines are drawn. */
  const enlarged = ({ areas, looks }, one, old) => {
    const svg = old.cloneNode(false);
    svg.setAttribute("viewBox", one.box);
    svg.setAttribute("aria-label", `Line chart: ${one.subtitle}`);
    svg.innerHTML = one.sheet;
    const y = (value) => (one.y[0] - one.y[1] * value).toFixed(1);
    const line = (parts, given, to) =>
      to.append(drawn("path", { d: parts.join(""), fill: "none", ...given }));
    [...one.lines].reverse().forEach(([area, role, values, lower = [], upper]) => {
      const [colour, width, dot, tint] = looks[role];
      const group = drawn("g", { "data-series": areas[area] });
      const places = [...values.keys()].filter((n) => values[n] !== null);
      const follows = (n) => places.includes(n - 1) && !one.starts.includes(n);
      const at = (n) => `${one.x[n]} ${y(values[n])}`;
      const limits = (n) => `${one.x[n]} ${y(lower[n])}V${y(upper[n])}`;
      const sure = tint ? places.filter((n) => Number.isFinite(lower[n])) : [];
      const bands = sure.map((n) => (sure.includes(n - 1) && follows(n)
        ? `M${limits(n)}L${one.x[n - 1]} ${y(upper[n - 1])}V${y(lower[n - 1])}z` : `M${limits(n)}`));
      if (tint) svg.prepend(drawn("path", { d: bands.join(""), stroke: tint, fill: tint }));
      line(places.map((n) => (follows(n) ? "L" : "M") + at(n)), { stroke: colour, "stroke-width": width }, group);
      const round = { stroke: colour, "stroke-width": dot, "stroke-linecap": "round" };
      line(places.map((n) => `M${at(n)}h0`), round, group);
      svg.append(group);
    });
    return svg;
  };

  const rowsOfSeries = (held, { decimals, lines, periods, unit }) => {
    const digits = { minimumFractionDigits: decimals };
    const write = (number) => (Number.isFinite(number) ? number.toLocaleString("en-GB", digits) : NONE);
    const heads = ["Area", "Period", `Value (${unit})`, "Lower 95% limit", "Upper 95% limit"];
    return [heads, ...lines.flatMap(([area, , ...numbers]) => periods
      .map((period, n) => [held.areas[area], period, ...[0, 1, 2].map((k) => write(numbers[k]?.[n]))])
      .filter((row) => row[2] !== NONE))];
  };

  /* Each small chart of a wall becomes a button, which draws it in the place of the first figure. */
  const offerWall = (wall) => {
    let large = find("figure.chart");
    const data = find(".wall-data");
    if (!large || !data) return;
    const held = JSON.parse(data.textContent);
    const blank = large.cloneNode(true);
    const out = create("p", "", "wall-said");
    out.setAttribute("role", "status");
    wall.prepend(out);
    const choose = (key, button) => {
      const one = held.series[key];
      const rows = rowsOfSeries(held, one);
      const next = blank.cloneNode(true);
      const put = (name, text) => { find(name, next).textContent = text; };
      const frame = find(".chart-scroll", next);
      next.id = `figure-${key}`;
      find(".chart-number", next).href = `#${next.id}`;
      put(".chart-title", one.title);
      put(".chart-subtitle", one.subtitle);
      put(".chart-source", `Source: ${one.source}`);
      put("caption", one.subtitle);
      all(".chart-more, .chart-source ~ .chart-source, .chart-reading, .chart-data > :not(summary, .table-scroll)", next)
        .forEach((part) => part.remove());
      frame.replaceChildren(enlarged(held, one, find("svg", frame)));
      const line = (cells, tag) => {
        const row = create("tr");
        row.append(...cells.map((text, n) => create(n ? tag : "th", text, n > 1 ? "number" : "")));
        return row;
      };
      find("thead", next).replaceChildren(line(rows[0], "th"));
      find("tbody", next).replaceChildren(...rows.slice(1).map((row) => line(row, "td")));
      const link = find(".chart-download a", next);
      const file = rows.map((row, n) => [...row, ...(n ? [one.subtitle, one.source, location.href] : ["Shows", "Source", "Link"])]
        .map((cell) => `"${cell.replaceAll('"', '""')}"`)).join("\r\n");
      link.href = `data:text/csv;charset=utf-8,${encodeURIComponent(file)}`;
      link.download = `${placeName()}-${next.id}.csv`;
      link.textContent = link.textContent.replace(/,.*/, ")");
      large.replaceWith(next);
      large = next;
      ready(next);
      find(".chart-tools", next).append(press("Back to the small charts", () => button.focus()));
      all("button", wall).forEach((each) => each.setAttribute("aria-pressed", each === button));
      out.textContent = `Shown large: ${one.title}.`;
      frame.focus();
      next.scrollIntoView();
    };
    all("li", wall).forEach((item) => {
      const act = () => choose(item.id.slice(item.id.indexOf("-") + 1), button);
      const button = press("", act);
      button.append(...item.childNodes);
      item.append(button);
      if (location.hash === `#${item.id}`) window.addEventListener("load", act);
    });
    all("[data-folds]").forEach((fold) => { fold.open = location.hash; });
  };

  document.addEventListener("DOMContentLoaded", () => {
    all(".wall").forEach(offerWall);
    all("figure.chart").forEach(ready);
  });
})();

/* Two wards side by side: of a table with a column a ward, the chosen two are shown. */
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".compare").forEach((block) => {
    const picks = [...block.querySelectorAll("select")];
    const choose = () => {
      const chosen = picks.map((one) => Number(one.value));
      block.querySelectorAll("tr").forEach((row) => {
        [...row.cells].slice(1).forEach((cell, place) => {
          cell.hidden = !chosen.includes(place + 1);
        });
      });
    };
    picks.forEach((one) => one.addEventListener("change", choose));
    block.querySelector(".compare-choose").hidden = false;
  });
});
