import { hash } from '../../ids.ts';
import type { ActionContext } from '../define.ts';
import { toolsOf } from '../tools.ts';

/** Leaves a reminder for the owner: kept first, told by whoever tells notices; the same key is told once. */
export async function setReminder(params: { message: string }, context: ActionContext) {
  await toolsOf(context).remind({
    key: context.idempotencyKey,
    workspace: context.workspace,
    user: context.user,
    thread: context.thread,
    text: params.message,
    dueAt: new Date(context.now),
  });
  return { reminder_id: `ntc_${hash(context.idempotencyKey).slice(0, 32)}`, message: params.message };
}
