import { randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import { liveWorkflow } from './access.ts';
import type { AutomationDeps } from './deps.ts';
import type { Automation } from './service.ts';
import { secretName } from './webhooks.ts';

/** The webhook secret of a workflow: replaced on request, returned once, kept encrypted. */
export function createSecrets({
  store,
  vault,
}: Pick<AutomationDeps, 'store' | 'vault'>): Pick<Automation, 'rotateSecret'> {
  return {
    async rotateSecret(person, id) {
      const workflow = await liveWorkflow(store, person, id);
      const secret = randomBytes(32).toString('hex');
      const changed = await store.triggers.updateMany(
        { workspace: workflow.workspace, workflow: id, type: 'webhook', isActive: true },
        { $set: { webhookSecret: vault.seal(secret, secretName(id)) } },
      );
      if (changed.matchedCount === 0) throw new AppError('conflict', `“${workflow.name}” is not started by a webhook.`);
      return secret;
    },
  };
}
