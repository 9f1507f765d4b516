// Which dialog is open: one at a time.

export type DialogName = "sign-in" | "hotkeys" | "markets" | "cancel-all" | "amend";

class Dialogs {
  open = $state<DialogName | null>(null);

  show(name: DialogName): void {
    this.open = name;
  }
  close(): void {
    this.open = null;
  }
}

export const dialogs = new Dialogs();
