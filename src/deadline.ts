/** A limit of time on something under way. */
export interface Deadline {
  /** Aborts when the time is over (reason: a TimeoutError), or when one of the given signals does (with its reason). */
  signal: AbortSignal;
  /** Whether the time was over first. */
  passed(): boolean;
  /** Lets go of timer and signals, once what was under way is over. */
  clear(): void;
}

/**
 * A signal for `ms` milliseconds that also hears the signals given. In place of `AbortSignal.any` with `AbortSignal.timeout`: Node 20
 * holds those only weakly, so that a limit nobody else keeps is collected as garbage and never comes.
 */
export function deadline(ms: number, ...signals: (AbortSignal | undefined)[]): Deadline {
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = !controller.signal.aborted;
    controller.abort(new DOMException('The time is over.', 'TimeoutError'));
  }, ms).unref();
  const heard = signals.flatMap((one) => {
    if (!one) return [];
    const stop = () => controller.abort(one.reason);
    if (one.aborted) stop();
    else one.addEventListener('abort', stop, { once: true });
    return [() => one.removeEventListener('abort', stop)];
  });
  return {
    signal: controller.signal,
    passed: () => passed,
    clear() {
      clearTimeout(timer);
      for (const letGo of heard) letGo();
    },
  };
}
