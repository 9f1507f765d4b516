// What a person has chosen, kept in this browser.

export type Theme = "dark" | "light";

function read(key: string): string | null {
  try {
    return localStorage.getItem(`bourse.${key}`);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(`bourse.${key}`, value);
  } catch {
    return; // a private window without storage forgets at the end
  }
}

class Preferences {
  theme = $state<Theme>(document.documentElement.dataset["theme"] === "light" ? "light" : "dark");
  hotkeys = $state(read("hotkeys") !== "off");
  favourites = $state.raw<ReadonlySet<string>>(new Set((read("favourites") ?? "").split(",").filter(Boolean)));

  toggleTheme(): void {
    this.theme = this.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset["theme"] = this.theme;
    write("theme", this.theme);
  }

  setHotkeys(on: boolean): void {
    this.hotkeys = on;
    write("hotkeys", on ? "on" : "off");
  }

  toggleFavourite(symbol: string): void {
    const next = new Set(this.favourites);
    if (!next.delete(symbol)) next.add(symbol);
    this.favourites = next;
    write("favourites", [...next].join(","));
  }
}

export const preferences = new Preferences();
