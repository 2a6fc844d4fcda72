/** @file A canvas cannot read CSS variables: it is given the colours that they stand for now. */

export type ColourName = "curve" | "curve-raw" | "curve-second" | "ink-3" | "line";

/** The colour that `--name` comes to within `host`. */
export function colourIn(host: HTMLElement, name: ColourName): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--${name})`;
  host.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

/** Calls `listener` when the page changes between light and dark. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", listener);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", listener);
  };
}
