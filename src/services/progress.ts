/** Shows a person what is slow. Goes to standard error, so that commands keep their output to themselves. */
export interface Progress {
  /** Something begins that may take a while; `done` and `fail` end it. */
  begin(text: string): Step;
}

interface Step {
  update(text: string): void;
  done(text: string): void;
  fail(text: string): void;
}

const REMIND_MS = 20_000;

/** A spinner on a terminal, plain lines elsewhere; a reminder now and then shows that it still lives. */
export async function createProgress(): Promise<Progress> {
  return process.stderr.isTTY ? spinner() : plain((line) => process.stderr.write(`${line}\n`));
}

export const silentProgress: Progress = { begin: () => ({ update() {}, done() {}, fail() {} }) };

async function spinner(): Promise<Progress> {
  const { default: ora } = await import('ora');
  return {
    begin(text) {
      const line = ora({ text, discardStdin: false }).start();
      return {
        update(now) {
          line.text = now;
        },
        done: (now) => void line.succeed(now),
        fail: (now) => void line.fail(now),
      };
    },
  };
}

function plain(print: (line: string) => void): Progress {
  return {
    begin(text) {
      let current = text;
      const began = Date.now();
      print(`${current} …`);
      const timer = setInterval(
        () => print(`${current} … (${Math.round((Date.now() - began) / 1000)} s)`),
        REMIND_MS,
      ).unref();
      return {
        update(now) {
          current = now;
          print(`${current} …`);
        },
        done(now) {
          clearInterval(timer);
          print(now);
        },
        fail(now) {
          clearInterval(timer);
          print(now);
        },
      };
    },
  };
}
