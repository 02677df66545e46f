// The time, for what counts down on the screen. Ticks only while something looks at it.
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 500);
  return () => clearInterval(timer);
});

export function now(): number {
  subscribe();
  return Date.now();
}

/** Whole seconds until a time stamp, never below zero. */
export function secondsUntil(raw: string | null): number {
  if (raw === null) return 0;
  return Math.max(0, Math.ceil((Date.parse(raw) - now()) / 1000));
}
