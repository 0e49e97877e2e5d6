import { adapterContract } from './adapter.ts';
import { memoryWorld } from './memory-adapter.ts';

adapterContract('memory', () => memoryWorld());
adapterContract('memory, nothing can be changed in place', () => memoryWorld({ update: false, text: 500, choices: 3 }));
