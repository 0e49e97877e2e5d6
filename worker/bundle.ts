import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type BundleOptions, bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';

const extension = fileURLToPath(import.meta.url).endsWith('.ts') ? '.ts' : '.js';
const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
/** `npm start` makes it once, so that a worker starts fast and small. */
const prebuilt = path('../workflow-bundle.js');

const workflowsPath = path(`./workflows/index${extension}`);
const around = path(`./workflows/around${extension}`);
const lean = path(`./workflows/lean${extension}`);

/** How errors are written down. A file of plain JavaScript that no build touches, read from where it is written. */
export const failureConverterPath = path(`${extension === '.ts' ? '' : '../../worker/'}failure-converter.cjs`);

/**
 * What the bundle is made of. All of it is loaded once for all runs, not anew for each, which was the dearest part of starting
 * one: nothing in it keeps anything of a run in a module (`worker/workflows/side.ts` shows how; test/determinism.test.ts watches).
 */
export const bundleOptions: BundleOptions = {
  workflowsPath,
  failureConverterPath,
  workflowInterceptorModules: [around],
  preloadModules: [lean, workflowsPath, around],
};

/** The workflows' code as Temporal's sandbox takes it: the prebuilt bundle beside the compiled code; for the sources made now. */
export async function workflowBundle(): Promise<WorkflowBundleOption> {
  if (extension === '.js') {
    if (!existsSync(prebuilt)) throw new Error('dist/workflow-bundle.js is not there: npm start makes it.');
    return { codePath: prebuilt };
  }
  const quiet = () => {};
  const logger = { log: quiet, trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet };
  return bundleWorkflowCode({ ...bundleOptions, logger });
}
