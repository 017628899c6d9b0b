import type { CurrentText, PostText } from "../current-text";
import { autosaveGap, autosaveLongest, autosavePause, autosaveRetry } from "../policy";

/** The post that a page writes on, and the version that it has seen last; null while there is none. */
export type Standing = { postId: string; version: number } | null;

export type AutosaveAnswer =
  | { kind: "saved"; postId: string; version: number }
  | { kind: "conflict"; postId: string; current: CurrentText }
  /** Not as it is typed; what is typed next is tried. */
  | { kind: "refused"; fault: string }
  /** Not now. Whether it arrived may be unknown. */
  | { kind: "later"; fault: string; afterSeconds?: number };

export type AutosaveState =
  | { kind: "idle" | "unsaved" | "saving" }
  | { kind: "saved"; at: Date }
  | { kind: "failed"; fault: string }
  | { kind: "conflict"; current: PostText };

/** What an autosaver may touch. */
export type AutosavePorts = {
  read(): PostText;
  /** Never throws. */
  send(standing: Standing, text: PostText): Promise<AutosaveAnswer>;
  /** Runs something later, and answers how to call it off. */
  after(milliseconds: number, run: () => void): () => void;
  now(): Date;
  tell(state: AutosaveState): void;
};

export type Autosaver = {
  standing(): Standing;
  /** Whether something would be lost with the page. */
  isUnsaved(): boolean;
  /** Something was typed. */
  changed(): void;
  /** Saves without waiting for a pause, as when the page is left or the connection is back. */
  saveNow(): void;
  /** Lets a save by hand go first: nothing is sent until `release`, and what is under way has arrived. */
  hold(): Promise<void>;
  release(): void;
  /** This text was saved by hand. */
  settle(text: PostText): void;
  /** Somebody else saved: a person decides what becomes of both texts. */
  stop(standing: Standing): void;
  /** Sends what is left, and nothing after that. */
  end(): void;
};

/**
 * Saves what is typed a moment after the typing stops: one request at a time, each for the version that the last one made. What does not
 * arrive is sent again until it does. Where somebody else saved meanwhile it stops, and says what stands.
 */
export function createAutosaver(ports: AutosavePorts, begun: { standing: Standing; saved: PostText }): Autosaver {
  let { standing } = begun;
  let saved = normal(begun.saved);
  let savedAt: Date | null = null;
  let refused: PostText | null = null;
  let isStopped = false;
  let isHeld = false;
  /** Texts of which nobody knows whether they arrived: what stands may be one of ours. */
  let unsettled: PostText[] = [];
  let underWay: Promise<void> | null = null;
  let callOff = () => {};
  let unsavedSince: number | null = null;
  let sentAt = 0;
  let failures = 0;
  let retryAfter: number | undefined;

  const read = () => normal(ports.read());
  const now = () => ports.now().getTime();

  function schedule(milliseconds: number): void {
    callOff();
    callOff = ports.after(milliseconds, saveNow);
  }

  function changed(): void {
    if (isStopped || isHeld || underWay) return;
    if (isSame(read(), saved)) {
      callOff();
      unsavedSince = null;
      ports.tell(savedAt ? { kind: "saved", at: savedAt } : { kind: "idle" });
      return;
    }
    unsavedSince ??= now();
    // What waits for its next try has a time for it already.
    if (failures > 0) return;
    ports.tell({ kind: "unsaved" });
    const pause = Math.min(autosavePause, unsavedSince + autosaveLongest - now());
    schedule(Math.max(pause, sentAt + autosaveGap - now(), 0));
  }

  function saveNow(): void {
    if (isStopped || isHeld || underWay) return;
    callOff();
    const text = read();
    if (isSame(text, saved)) return;
    underWay = save(text).finally(() => {
      underWay = null;
      goOn();
    });
  }

  async function save(text: PostText): Promise<void> {
    ports.tell({ kind: "saving" });
    sentAt = now();
    const answer = await ports.send(standing, text);
    switch (answer.kind) {
      case "saved":
        adopt({ postId: answer.postId, version: answer.version }, text);
        return;
      case "conflict":
        meetConflict(answer);
        return;
      case "refused":
        [failures, unsavedSince, refused] = [0, null, text];
        ports.tell({ kind: "failed", fault: answer.fault });
        return;
      case "later":
        unsettled = [...unsettled, text].slice(-10);
        failures += 1;
        retryAfter = answer.afterSeconds;
        ports.tell({ kind: "failed", fault: answer.fault });
    }
  }

  function meetConflict({ postId, current }: { postId: string; current: CurrentText }): void {
    const next = { postId, version: current.version };
    if (unsettled.some((text) => isSame(text, current))) {
      adopt(next, current);
      return;
    }
    stop(next);
    ports.tell({ kind: "conflict", current: { title: current.title, content: current.content } });
  }

  function adopt(next: Standing, text: PostText): void {
    standing = next;
    saved = normal(text);
    savedAt = ports.now();
    unsettled = [];
    [failures, unsavedSince, refused] = [0, null, null];
    ports.tell({ kind: "saved", at: savedAt });
  }

  /** After a request: soon for what was typed meanwhile, later for what did not arrive, not again for what was refused. */
  function goOn(): void {
    if (isStopped || isHeld) return;
    const text = read();
    if (isSame(text, saved) || (refused && isSame(text, refused))) return;
    if (failures === 0) changed();
    else schedule(retryAfter === undefined ? backoff(failures) : retryAfter * 1_000);
  }

  function stop(next: Standing): void {
    standing = next;
    isStopped = true;
    callOff();
  }

  return {
    changed,
    saveNow,
    stop,
    standing: () => standing,
    isUnsaved: () => underWay !== null || !isSame(read(), saved),
    hold: async () => {
      isHeld = true;
      callOff();
      await underWay;
    },
    release: () => {
      isHeld = false;
      if (failures > 0) goOn();
      else changed();
    },
    settle: (text) => {
      saved = normal(text);
    },
    end: () => {
      saveNow();
      isHeld = true;
      callOff();
    },
  };
}

function backoff(failures: number): number {
  return Math.min(autosaveRetry.first * 2 ** (failures - 1), autosaveRetry.last);
}

/** A text as the server keeps it. */
function normal({ title, content }: PostText): PostText {
  return { title: title.trim(), content: content.replace(/\r\n?/g, "\n") };
}

function isSame(one: PostText, other: PostText): boolean {
  return one.title === other.title && one.content === other.content;
}
