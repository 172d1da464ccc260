// The drawings, as paths on a 24 by 24 grid, made with the DOM so that no markup is ever parsed.

const PATHS = {
  chat: "M4 5.5h16v10.5h-8.5L7 20v-4H4z",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12h14M12.5 5.5L19 12l-6.5 6.5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-4 3.6-6 7.5-6s6.9 2 7.5 6",
  pending: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 1.5",
  stored: "M5 12.5l4.5 4.5L19 7.5",
  read: "M2 12.5l4.5 4.5L16 7.5M11.5 16.2l.8.8L22 7.5",
  failed: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v5M12 15.8v.4",
  down: "M12 5v14M6 13l6 6 6-6",
  file: "M7 3.5h7l4 4V20.5H7zM14 3.5v4h4",
} as const;

export type Icon = keyof typeof PATHS;

const SVG = "http://www.w3.org/2000/svg";

/** Hidden from screen readers unless `label` says what it means. */
export function icon(name: Icon, label: string | null = null): SVGSVGElement {
  return draw(PATHS[name], name, label);
}

export function draw(line: string, name: string, label: string | null = null): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon i-${name}`);
  svg.setAttribute(label ? "role" : "aria-hidden", label ? "img" : "true");
  if (label) svg.setAttribute("aria-label", label);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", line);
  svg.append(path);
  return svg;
}
