// What can be measured about how a page looks and reads, in the page itself.

/** Nameless or tiny controls, missing or doubled headings and ids, references that lead nowhere. */
export function faults(page) {
  return page.evaluate(() => {
    const visible = (element) => element.checkVisibility({ opacityProperty: false, visibilityProperty: true }) && !element.closest("[inert], [hidden]");
    const described = (element) => `${element.tagName.toLowerCase()}[${element.dataset.testid ?? element.id ?? ""}] ${element.textContent.trim().slice(0, 30)}`;
    const found = [];

    if ([...document.querySelectorAll("h1")].filter(visible).length !== 1) found.push("not exactly one h1");
    let level = 0;
    for (const heading of [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(visible)) {
      const next = Number(heading.tagName[1]);
      if (next > level + 1 && level > 0) found.push(`heading skips a level: ${described(heading)}`);
      level = next;
    }

    for (const control of [...document.querySelectorAll("button, summary, input, a[href], [tabindex='0']")].filter(visible)) {
      const labels = (control.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean).map((id) => document.getElementById(id)?.textContent ?? "");
      const name = [control.getAttribute("aria-label") ?? "", ...labels, ...[...(control.labels ?? [])].map((label) => label.textContent), control.tagName === "INPUT" ? "" : control.textContent].join("").trim();
      if (name === "") found.push(`no name: ${described(control)}`);
      if (control.matches("pre, [role=region]")) continue;
      const { width, height } = (control.closest("label") ?? control).getBoundingClientRect();
      if (width < 48 || height < 48) found.push(`too small to touch, ${Math.round(width)} by ${Math.round(height)}: ${described(control)}`);
    }

    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    for (const id of ids.filter((each, place) => ids.indexOf(each) !== place)) found.push(`id used twice: ${id}`);
    for (const name of ["aria-labelledby", "aria-describedby", "aria-controls"]) {
      for (const element of document.querySelectorAll(`[${name}]`)) {
        for (const id of element.getAttribute(name).split(" ")) if (!document.getElementById(id)) found.push(`${name} leads nowhere: ${id}`);
      }
    }
    for (const image of document.querySelectorAll("img:not([alt])")) found.push(`no alt: ${image.src.slice(0, 40)}`);
    if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the window");
    for (const amount of [...document.querySelectorAll("[data-testid=phone-amount]")].filter(visible)) {
      if (amount.scrollWidth > amount.clientWidth + 1) found.push("the amount is cut");
    }
    return found;
  });
}

/** The texts whose contrast with what is behind them is lower than `least`. */
export function contrasts(page, selector, least) {
  return page.evaluate(([selector, least]) => {
    const parsed = (color) => {
      const [red, green, blue, alpha = 1] = color.match(/[\d.]+/g).map(Number);
      return { channels: [red, green, blue], alpha };
    };
    const over = (front, back) => front.channels.map((value, place) => value * front.alpha + back[place] * (1 - front.alpha));
    const behind = (element) => {
      const layers = [];
      for (let at = element; at; at = at.parentElement) {
        const layer = parsed(getComputedStyle(at).backgroundColor);
        layers.unshift(layer);
        if (layer.alpha === 1) break;
      }
      return layers.reduce((back, front) => over(front, back), [255, 255, 255]);
    };
    const luminance = (channels) => {
      const [red, green, blue] = channels.map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratio = (element) => {
      const back = behind(element);
      const [light, dark] = [luminance(back), luminance(over(parsed(getComputedStyle(element).color), back))].sort((one, other) => other - one);
      return (light + 0.05) / (dark + 0.05);
    };
    return [...document.querySelectorAll(selector)]
      .filter((element) => element.checkVisibility() && element.textContent.trim() !== "" && !element.closest(":disabled"))
      .map((element) => [ratio(element), element])
      .filter(([value]) => value < least)
      .map(([value, element]) => `${value.toFixed(2)} ${element.tagName} ${element.className} ${element.textContent.slice(0, 30)}`);
  }, [selector, least]);
}
