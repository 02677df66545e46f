// Many wishes, one deed: `again()` runs the deed soon, never twice at a time, and once more when somebody asked
// while it ran. So the last state is always fetched, and a burst of changes costs two fetches.
export function coalesce(deed: () => Promise<void>, wait = 60): { again: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running = false;
  let asked = false;
  let stopped = false;

  async function run(): Promise<void> {
    timer = undefined;
    running = true;
    asked = false;
    try {
      await deed();
    } finally {
      running = false;
      if (asked && !stopped) again();
    }
  }
  function again(): void {
    if (stopped) return;
    if (running) asked = true;
    else timer ??= setTimeout(() => void run(), wait);
  }
  function stop(): void {
    stopped = true;
    clearTimeout(timer);
  }
  return { again, stop };
}
