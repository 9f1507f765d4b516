// Paths of the page: "/", "/trade/<SYMBOL>", "/account/…" and "/admin/<section>". Links work as links; this only saves the reload.

class Router {
  path = $state(location.pathname);

  constructor() {
    addEventListener("popstate", () => (this.path = location.pathname));
    document.addEventListener("click", (event) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
      if (link === null || !isPlain || link.target !== "" || link.origin !== location.origin) return;
      event.preventDefault();
      this.go(link.pathname);
    });
  }

  go(path: string): void {
    if (path === this.path) return;
    history.pushState(null, "", path);
    this.path = path;
  }

  /** The section of /admin/<section>, the first one of /admin; null on other pages. */
  get adminSection(): string | null {
    return /^\/admin(?:\/([a-z]*))?\/?$/.exec(this.path)?.slice(1)[0] ?? (this.path === "/admin" ? "" : null);
  }

  /** The market of /trade/<SYMBOL>; null on other pages. */
  get symbol(): string | null {
    return /^\/trade\/([A-Za-z0-9]{1,24})\/?$/.exec(this.path)?.[1]?.toUpperCase() ?? null;
  }
}

export const router = new Router();
