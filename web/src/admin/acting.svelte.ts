// The act that an operator is about to do: he gives the reason, and is told what became of it.
import type { Fields } from "../transport/rest";
import { notices } from "../shell/notices.svelte";
import { act, wordsOf, type ActResult } from "./api";

export interface Intent {
  title: string;
  /** What will happen, in words. */
  text: string;
  path: string;
  fields: Fields;
  needsTwo?: boolean;
  /** Instead of a POST to `path`. */
  perform?: (why: string) => Promise<unknown>;
  done?: () => void;
}

class Acting {
  intent = $state.raw<Intent | null>(null);
  failure = $state<string | null>(null);
  isBusy = $state(false);

  ask(intent: Intent): void {
    this.failure = null;
    this.intent = intent;
  }
  close(): void {
    if (!this.isBusy) this.intent = null;
  }

  async carryOut(why: string): Promise<void> {
    const { intent } = this;
    if (intent === null) return;
    this.isBusy = true;
    this.failure = null;
    try {
      const perform = intent.perform ?? ((reason: string) => act(intent.path, { ...intent.fields, why: reason }));
      const result = (await perform(why)) as ActResult;
      notices.add(
        "done",
        result.request === undefined ? `${intent.title}: done.` : `${intent.title}: request ${result.request} ${result.outcome}.`,
      );
      this.intent = null;
      intent.done?.();
    } catch (error) {
      this.failure = wordsOf(error);
    } finally {
      this.isBusy = false;
    }
  }
}

export const acting = new Acting();
