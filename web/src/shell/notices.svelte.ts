// Short messages about what a person has just done.

export interface Notice {
  id: number;
  kind: "done" | "refused";
  text: string;
}

const SHOWN_MS = 6_000;
const MOST = 4;

class Notices {
  list = $state.raw<readonly Notice[]>([]);
  private nextId = 1;

  add(kind: Notice["kind"], text: string): void {
    const notice = { id: this.nextId++, kind, text };
    this.list = [...this.list, notice].slice(-MOST);
    setTimeout(() => this.dismiss(notice.id), SHOWN_MS);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }
}

export const notices = new Notices();
