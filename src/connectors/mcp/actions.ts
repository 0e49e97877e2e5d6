import { z } from 'zod';
import { defineAction, type ServiceSpec } from '../define.ts';
import { name, object, said } from '../params.ts';

const callTool = defineAction({
  service: 'mcp',
  action: 'call_tool',
  title: 'Call an MCP tool',
  description: 'Calls a tool of a connected MCP server.',
  params: z.object({
    server: name('the MCP server', { ask: 'Which MCP server?', spoken: ['on', 'of', 'server', 'from'] }),
    tool: name('the tool', { ask: 'Which tool?', spoken: ['tool', 'called', 'named'] }),
    arguments: object('what the tool is given', { spoken: ['with', 'arguments'], main: true }).optional(),
  }),
  result: z.object({
    result: z
      .any()
      .meta({ kind: 'text', label: 'the answer of the tool', main: true, spoken: ['result', 'answer', 'output'] }),
  }),
  effect: 'write',

  idempotency: 'none',
  contract: 1,
  connection: 'account',
  words: {
    phrases: ['call|use|run|invoke … mcp', 'call|use|run|invoke the|mcp tool', 'mcp tool'],
    nouns: ['mcp', 'mcp server', 'mcp tool'],
  },
  describe: (p) => `Call ${said(p.tool)} on ${said(p.server)}`,
  report: (p, _r) => `${said(p.tool)} answered`,
  simulate: () => ({ result: { sample: true } }),
});

export const mcp: ServiceSpec = {
  service: 'mcp',
  title: 'MCP tools',

  nouns: ['mcp'],
  fields: [
    { name: 'url', label: 'Server address', secret: false, required: true },
    { name: 'token', label: 'Token', secret: true, required: false },
  ],
  actions: [callTool],
  events: [],
};
