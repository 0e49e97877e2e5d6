import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';

const here = fileURLToPath(import.meta.url);
const extension = here.endsWith('.ts') ? '.ts' : '.js';
const entry = fileURLToPath(new URL(`./workflows/index${extension}`, import.meta.url));
/** `npm start` makes it once, so that a worker starts fast and small. */
const prebuilt = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/** The workflows' code as Temporal's sandbox takes it: the prebuilt bundle beside the compiled code, else made now. */
export async function workflowBundle(): Promise<WorkflowBundleOption> {
  if (extension === '.js' && existsSync(prebuilt)) return { codePath: prebuilt };
  const quiet = () => {};
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
  return bundleWorkflowCode({ workflowsPath: entry, logger });
}
