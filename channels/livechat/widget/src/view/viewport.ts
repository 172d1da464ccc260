// Keeps a full-screen panel inside what the on-screen keyboard leaves, on browsers where dvh does not (iOS).

/** Sets --tanya-view and --tanya-top on `host` for as long as the page lives; gives the way to stop. */
export function followViewport(host: HTMLElement): () => void {
  const view = window.visualViewport;
  if (!view) return () => undefined;
  const follow = (): void => {
    const zoomed = view.scale > 1.01;
    if (zoomed) host.style.removeProperty("--tanya-view");
    else host.style.setProperty("--tanya-view", `${view.height}px`);
    host.style.setProperty("--tanya-top", zoomed ? "0px" : `${view.offsetTop}px`);
  };
  view.addEventListener("resize", follow);
  view.addEventListener("scroll", follow);
  follow();
  return () => {
    view.removeEventListener("resize", follow);
    view.removeEventListener("scroll", follow);
  };
}
