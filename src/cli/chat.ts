import { connect } from 'node:net';
import { socketPath } from '../../adapters/terminal/socket.ts';
import { readConfig } from '../config.ts';

/** `npm run chat`: this terminal talks to the Nod that runs on the same data folder; leaving it stops nothing. */
function main(): void {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const config = readConfig(process.env);
  const socket = connect(socketPath(config.DATA_DIR));
  socket.setEncoding('utf8');
  socket.on('error', (error: NodeJS.ErrnoException) => {
    const away = error.code === 'ENOENT' || error.code === 'ECONNREFUSED';
    const off = config.TERMINAL_CHAT ? '' : ' TERMINAL_CHAT=false keeps it from being talked to here.';
    fail(
      away
        ? `Nod does not run on ${config.DATA_DIR} yet: start it with npm start in another terminal.${off}`
        : error.message,
    );
  });
  // Whoever leaves has stopped nothing: neither by Ctrl-C nor by Ctrl-D.
  let leaving = false;
  process.once('SIGINT', () => {
    leaving = true;
    process.stdout.write('\n');
    socket.destroy();
  });
  process.stdin.once('end', () => {
    leaving = true;
  });
  socket.on('connect', () => process.stdin.pipe(socket));
  socket.on('data', (text) => process.stdout.write(text));
  socket.on('close', () => {
    if (!leaving) process.stdout.write('Nod has stopped.\n');
    process.exit(0);
  });
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

main();
