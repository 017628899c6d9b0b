import { describe, expect, it } from "vitest";
import { autosaveGap, autosaveLongest, autosavePause, autosaveRetry } from "../policy";
import { createAutosaver, type AutosaveAnswer, type AutosaveState, type Standing } from "./autosaver";

type Sent = { standing: Standing; content: string };

/** A page and a server, with a clock moved by hand. `answers` are given one after the other; the last one stays. */
function openPage({ content = "", standing = null as Standing } = {}) {
  let now = 1_000_000;
  let timers: { at: number; run: () => void }[] = [];
  const states: AutosaveState[] = [];
  const sent: Sent[] = [];
  const page = { title: "On keys", content };
  let answer: (sent: Sent) => AutosaveAnswer | Promise<AutosaveAnswer> = saves;
  const autosaver = createAutosaver(
    {
      read: () => ({ ...page }),
      send: async (at, text) => {
        sent.push({ standing: at, content: text.content });
        return await answer({ standing: at, content: text.content });
      },
      after: (milliseconds, run) => {
        const timer = { at: now + milliseconds, run };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
      now: () => new Date(now),
      tell: (state) => states.push(state),
    },
    { standing, saved: { ...page } },
  );
  return {
    ...{ autosaver, sent, states },
    contents: () => sent.map(({ content: text }) => text),
    last: () => states.at(-1)?.kind,
    serve: (next: typeof answer) => {
      answer = next;
    },
    type: (text: string) => {
      page.content = text;
      autosaver.changed();
    },
    /** Lets so much time pass, in steps, and every answer arrive that is there. */
    pass: async (milliseconds: number) => {
      for (let left = milliseconds; left > 0; left -= 100) {
        now += 100;
        const due = timers.filter(({ at }) => at <= now);
        timers = timers.filter((timer) => !due.includes(timer));
        for (const { run } of due) run();
        for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      }
    },
  };
}

function saves({ standing }: Sent): AutosaveAnswer {
  return { kind: "saved", postId: standing?.postId ?? "made", version: (standing?.version ?? 0) + 1 };
}

const away = (): AutosaveAnswer => ({ kind: "later", fault: "the server cannot be reached." });

describe("an autosaver", () => {
  it("saves once after a pause, not at each key, and not without a change", async () => {
    const { type, pass, contents, states, autosaver } = openPage();
    for (const text of ["a", "ab", "abc"]) {
      type(text);
      await pass(autosavePause / 3);
    }
    expect(contents()).toEqual([]);
    await pass(autosavePause);
    expect(contents()).toEqual(["abc"]);
    autosaver.changed();
    autosaver.saveNow();
    await pass(autosaveLongest);
    expect(contents()).toEqual(["abc"]);
    expect(states.map(({ kind }) => kind)).toEqual(["unsaved", "unsaved", "unsaved", "saving", "saved", "saved"]);
  });

  it("saves those who make no pause all the same", async () => {
    const { type, pass, contents } = openPage();
    for (let key = 1; key <= 25; key++) {
      type("a".repeat(key));
      await pass(500);
    }
    expect(contents().length).toBe(1);
  });

  it("makes one post, and from then on saves that one, each time for the version that it made last", async () => {
    const { type, pass, sent } = openPage();
    for (const text of ["a", "ab", "abc"]) {
      type(text);
      await pass(autosaveGap + autosavePause);
    }
    expect(sent.map(({ standing }) => standing)).toEqual([
      null,
      { postId: "made", version: 1 },
      { postId: "made", version: 2 },
    ]);
  });

  it("has one request under way at a time, and sends what was typed meanwhile after it", async () => {
    const { type, pass, contents, serve, autosaver } = openPage();
    let arrive: () => void = () => undefined;
    serve(async (sent) => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return saves(sent);
    });
    type("a");
    await pass(autosavePause);
    type("ab");
    autosaver.saveNow();
    await pass(autosaveLongest);
    expect([contents(), autosaver.isUnsaved()]).toEqual([["a"], true]);
    arrive();
    await pass(autosavePause + autosaveGap);
    expect(contents()).toEqual(["a", "ab"]);
  });

  it("tries again what did not arrive, later each time, until it does", async () => {
    const { type, pass, contents, serve, last, autosaver } = openPage();
    serve(away);
    type("a");
    await pass(autosavePause + autosaveRetry.first * 7);
    expect([contents().length, last(), autosaver.isUnsaved()]).toEqual([4, "failed", true]);
    serve(saves);
    await pass(autosaveRetry.last);
    expect([contents().length, last(), autosaver.isUnsaved()]).toEqual([5, "saved", false]);
  });

  it("tries again at once when it is told that the connection is back", async () => {
    const { type, pass, serve, last, autosaver } = openPage();
    serve(away);
    type("a");
    await pass(autosavePause + 60_000);
    serve(saves);
    autosaver.saveNow();
    await pass(100);
    expect(last()).toBe("saved");
  });

  it("waits as long as a limit says, whatever is typed meanwhile", async () => {
    const { type, pass, contents, serve } = openPage();
    serve(() => ({ kind: "later", fault: "too much at once.", afterSeconds: 30 }));
    type("a");
    await pass(autosavePause);
    type("ab");
    await pass(29_000);
    expect(contents()).toEqual(["a"]);
    await pass(2_000);
    expect(contents()).toEqual(["a", "ab"]);
  });

  it("goes on where the answer to its own save was lost, and overwrites nothing by that", async () => {
    const { type, pass, sent, serve, last } = openPage({ standing: { postId: "post", version: 4 } });
    serve(away);
    type("a");
    await pass(autosavePause);
    type("ab");
    let stands = { version: 5, content: "a" };
    serve(({ standing, content }) => {
      if (standing?.version !== stands.version)
        return { kind: "conflict", postId: "post", current: { title: "On keys", ...stands } };
      stands = { version: stands.version + 1, content };
      return { kind: "saved", postId: "post", version: stands.version };
    });
    await pass(autosaveRetry.first + autosaveGap + autosavePause);
    expect([stands, last()]).toEqual([{ version: 6, content: "ab" }, "saved"]);
    expect(sent.map(({ standing }) => standing?.version)).toEqual([4, 4, 5]);
  });

  it("stops where somebody else saved, and says what stands, until a person decides", async () => {
    const { type, pass, contents, serve, states, autosaver } = openPage({ standing: { postId: "post", version: 4 } });
    const current = { title: "On keys", content: "From elsewhere", version: 9 };
    serve(() => ({ kind: "conflict", postId: "post", current }));
    type("a");
    await pass(autosavePause);
    type("ab");
    autosaver.saveNow();
    await pass(60_000);
    expect([contents(), autosaver.isUnsaved(), autosaver.standing()?.version]).toEqual([["a"], true, 9]);
    expect(states.at(-1)).toEqual({ kind: "conflict", current: { title: "On keys", content: "From elsewhere" } });
  });

  it("does not send again what was refused, until it is typed otherwise", async () => {
    const { type, pass, contents, serve, last } = openPage();
    serve(() => ({ kind: "refused", fault: "write without control characters." }));
    type("a\u0000");
    await pass(60_000);
    expect([contents(), last()]).toEqual([["a\u0000"], "failed"]);
    serve(saves);
    type("a");
    await pass(autosavePause + autosaveGap);
    expect(last()).toBe("saved");
  });

  it("lets a save by hand go first, after what is under way", async () => {
    const { type, pass, contents, serve, autosaver } = openPage();
    let arrive: () => void = () => undefined;
    serve(async (sent) => {
      await new Promise<void>((resolve) => (arrive = resolve));
      return saves(sent);
    });
    type("a");
    await pass(autosavePause);
    type("ab");
    let isHeld = false;
    const held = autosaver.hold().then(() => (isHeld = true));
    await pass(5_000);
    expect(isHeld).toBe(false);
    arrive();
    await held;
    await pass(60_000);
    expect([contents(), autosaver.standing()]).toEqual([["a"], { postId: "made", version: 1 }]);
    autosaver.settle({ title: "On keys", content: "ab" });
    autosaver.release();
    await pass(60_000);
    expect([contents(), autosaver.isUnsaved()]).toEqual([["a"], false]);
  });

  it("goes on trying after a save by hand that did not arrive either", async () => {
    const { type, pass, serve, last, autosaver } = openPage();
    serve(away);
    type("a");
    await pass(autosavePause);
    await autosaver.hold();
    autosaver.release();
    serve(saves);
    await pass(autosaveRetry.last);
    expect(last()).toBe("saved");
  });

  it("sends what is left when it ends, and nothing after that", async () => {
    const { type, pass, contents, autosaver } = openPage();
    type("a");
    autosaver.end();
    await pass(100);
    type("ab");
    await pass(60_000);
    expect(contents()).toEqual(["a"]);
  });

  it("says that nothing is unsaved once the text is what was saved again", async () => {
    const { type, pass, contents, states, autosaver } = openPage({ content: "a" });
    type("ab");
    type("a");
    await pass(60_000);
    expect([contents(), states.at(-1)?.kind, autosaver.isUnsaved()]).toEqual([[], "idle", false]);
  });
});
