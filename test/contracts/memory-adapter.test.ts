import { adapterContract } from './adapter.ts';
import { memoryWorld } from './memory-adapter.ts';

const LACKS = { deliverOwn: 'it holds what it posts by itself' };
adapterContract('memory', () => memoryWorld(), LACKS);
adapterContract(
  'memory, nothing can be changed in place',
  () => memoryWorld({ update: false, text: 500, choices: 3 }),
  LACKS,
);
