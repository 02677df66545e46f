// Many wishes, one deed: `again()` runs the deed soon, never twice at a time, and once more when somebody asked
// while it ran. So the last state is always fetched, and a burst of changes costs two fetches. `gap` is the least
// time between the beginnings of two deeds, in milliseconds.
type Coalesced = { again: () => void; now: () => Promise<void>; stop: () => void };

export function coalesce(deed: () => Promise<void>, wait = 60, gap = 0): Coalesced {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let begun = -Infinity;
  let asked = false;
  let stopped = false;

  function run(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    asked = false;
    begun = Date.now();
    const mine = deed().finally(() => {
      running = null;
      if (asked) again();
    });
    running = mine;
    return mine;
  }
  function again(): void {
    if (stopped) return;
    if (running) asked = true;
    else timer ??= setTimeout(() => void run(), Math.max(wait, begun + gap - Date.now()));
  }
  /** For what a person just did: without waiting, though never beside the one that runs. */
  function now(): Promise<void> {
    if (!running) return run();
    next ??= running.then(() => {
      next = null;
      return run();
    });
    return next;
  }
  function stop(): void {
    stopped = true;
    asked = false;
    clearTimeout(timer);
  }
  return { again, now, stop };
}
