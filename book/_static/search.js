/* Search: every word has to be found; title, place and indicator count for more than sentences. */
"use strict";

(() => {
  const WEIGHTS = { title: 12, place: 10, figure: 8, heading: 6, text: 1 };
  const MOST = 30;
  const LEAST = 0.6;
  const AROUND = 90;
  const { places, synonyms, pages } = window.searchIndex;
  const entries = pages.flatMap(({ parts, ...page }) => parts.map((part) => ({ ...page, ...part })));
  const wordsOf = (text) =>
    text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "").match(/[a-z0-9]+/g) || [];

  /* Half as much for the beginning of a word as for all of it or its plural; nothing for letters
     inside one. */
  const found = (word, text) => {
    if (text.has(word) || text.has(`${word}s`)) return 1;
    if (word.length < 3) return 0;
    for (const one of text) if (one.startsWith(word)) return 0.5;
    return 0;
  };

  const fieldsOf = (entry) => {
    const fields = {};
    for (const name of Object.keys(WEIGHTS)) {
      const more = name === "place" ? (places[entry.place] || []).join(" ") : "";
      fields[name] = new Set(wordsOf(`${entry[name] || ""} ${more}`));
    }
    return fields;
  };

  const weigh = (word, fields) =>
    Math.max(...Object.entries(WEIGHTS).map(([name, weight]) => weight * found(word, fields[name])));

  /* A term is what was asked for and what means the same: a list of lists of words. */
  const UNASKED = new Set(("a an and are at beside by can compare compared did differ differs do does for from has have how i in is it "
    + "me next of on one or our show tell than that the there this to was we what where which who why with").split(" "));

  const termsOf = (query) => {
    let rest = ` ${wordsOf(query).join(" ")} `;
    const terms = [];
    for (const group of synonyms) {
      const known = group.map((one) => wordsOf(one).join(" "));
      const asked = known.filter((one) => rest.includes(` ${one} `));
      if (!asked.length) continue;
      for (const one of asked) rest = rest.replaceAll(` ${one} `, " ");
      const others = known.filter((one) => !asked.includes(one));
      terms.push([...asked, ...others].map((one) => one.split(" ")));
    }
    const left = rest.split(" ").filter((one) => one && !UNASKED.has(one));
    return [...terms, ...left.map((word) => [[word]])];
  };

  /* How much each term weighs where it is; words that mean the same count a little less. */
  const weighTerms = (terms, fields) =>
    terms.map((term) => Math.max(...term.map((words, place) =>
      Math.min(...words.map((word) => weigh(word, fields))) * (place ? 0.8 : 1))));

  /* Most of what was asked has to be there; what has all of it comes first. */
  const score = (weights) => {
    const held = weights.filter(Boolean).length;
    if (held < Math.ceil(weights.length * LEAST)) return 0;
    return held * 100 + weights.reduce((sum, one) => sum + one, 0);
  };

  const find = (query) => {
    const terms = termsOf(query);
    const best = new Map();
    for (const entry of terms.length ? entries : []) {
      const reached = score(weighTerms(terms, fieldsOf(entry)));
      if (reached > (best.get(entry.page) || { reached: 0 }).reached) {
        best.set(entry.page, { entry, reached });
      }
    }
    return { terms, results: [...best.values()].sort((a, b) => b.reached - a.reached) };
  };

  /* Mark the words that were looked for, in a part of the text around the first of them. */
  const excerpt = (entry, terms) => {
    const text = [entry.figure, entry.heading, entry.text].filter(Boolean).join(". ");
    const words = [...new Set(terms.flat(2))].filter((one) => one.length > 2);
    const wanted = new RegExp(`\\b(${words.join("|") || "(?!)"})`, "gi");
    const first = Math.max(text.search(wanted), 0);
    const from = first > AROUND ? text.indexOf(" ", first - AROUND) + 1 : 0;
    const shown = text.slice(from, from + 3 * AROUND).replace(/\s\S*$/, "");
    const line = document.createElement("p");
    if (from) line.append("… ");
    let end = 0;
    for (const hit of shown.matchAll(wanted)) {
      const mark = document.createElement("mark");
      mark.textContent = hit[0];
      line.append(shown.slice(end, hit.index), mark);
      end = hit.index + hit[0].length;
    }
    line.append(shown.slice(end), from + shown.length < text.length ? " …" : "");
    return line;
  };

  const lineOf = ({ entry }, terms) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `${entry.page}.html${entry.at ? `#${entry.at}` : ""}`;
    link.textContent = entry.place ? `${entry.place}: ${entry.title}` : entry.title;
    item.append(link, excerpt(entry, terms));
    return item;
  };

  const query = new URLSearchParams(location.search).get("q") || "";
  if (!query.trim()) return;
  const { terms, results } = find(query);
  const count = results.length === 1 ? "1 page" : `${results.length} pages`;
  const shown = results.length > MOST ? `, the likeliest ${MOST} shown` : "";
  document.getElementById("search-said").textContent = results.length
    ? `${count} found for “${query}”${shown}.`
    : `Nothing found for “${query}”. Try fewer words, a place, or Find a figure.`;
  document.getElementById("search-results")
    .append(...results.slice(0, MOST).map((one) => lineOf(one, terms)));
})();
