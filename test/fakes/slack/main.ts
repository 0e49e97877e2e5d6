import { parseArgs } from 'node:util';
import { startFakeSlack } from './fake-slack.ts';

// The local Slack as a process, to try the app by hand: `npm run fake:slack -- [--port 4010] [--app http://127.0.0.1:3000] [--socket]`.
// It prints what the app needs to know; the address of its page is the last line.
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4010' },
    app: { type: 'string', default: 'http://127.0.0.1:3000' },
    socket: { type: 'boolean', default: false },
  },
});
const slack = await startFakeSlack({
  port: Number(values.port),
  ...(values.socket ? {} : { requestUrl: new URL('/slack/events', values.app).href }),
});
const lines = [
  `SLACK_API_URL=${slack.apiUrl}`,
  `SLACK_BOT_TOKEN=${slack.botToken()}`,
  ...(values.socket ? [`SLACK_APP_TOKEN=${slack.appToken}`] : [`SLACK_SIGNING_SECRET=${slack.signingSecret}`]),
  `# ${slack.url}/`,
];
process.stdout.write(`${lines.join('\n')}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void slack.close());
