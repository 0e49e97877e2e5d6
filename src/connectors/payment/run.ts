import type { Json } from '../../automation/definition.ts';
import { dialled } from '../../automation/payees.ts';
import { hash } from '../../ids.ts';
import { type ActionContext, ActionError } from '../define.ts';
import { dateIn } from '../sample.ts';
import { toolsOf } from '../tools.ts';
import {
  approvePayout,
  createChargeback,
  createCheckout,
  findChargeback,
  type IntasendCall,
  initiatePayout,
  type Payout,
  paymentOf,
  payoutStatus,
} from './intasend-api.ts';

const callOf = (context: ActionContext): IntasendCall => ({
  fields: context.connection.fields,
  tools: toolsOf(context),
  signal: context.signal,
  now: context.now,
});

/** Our key in the form a provider keeps and shows: short, and the same for the same effect. */
const referenceOf = (context: ActionContext) => `nod-${hash(context.idempotencyKey).slice(0, 24)}`;

/** Makes an IntaSend checkout page. A repeat makes another page nobody is told of. */
export async function createPaymentLink(
  params: { amount: number; currency?: string | undefined; title?: string | undefined; email?: string | undefined },
  context: ActionContext,
) {
  const page = await createCheckout(
    {
      amount: params.amount,
      currency: params.currency ?? context.currency,
      apiRef: referenceOf(context),
      comment: params.title ?? context.workflowName,
      ...(params.email === undefined ? {} : { email: params.email }),
    },
    callOf(context),
  );
  return { url: page.url, link_id: page.id };
}

/**
 * An invoice as IntaSend has it: a checkout page that says what it is for and when it is due, with a number of ours that
 * comes back as the reference of the payment.
 */
export async function createInvoice(
  params: {
    amount: number;
    client: string;
    due_date: string;
    currency?: string | undefined;
    email?: string | undefined;
    description?: string | undefined;
  },
  context: ActionContext,
) {
  const number = `INV-${hash(context.idempotencyKey).slice(0, 8).toUpperCase()}`;
  const due = dateIn(params.due_date, context);
  const page = await createCheckout(
    {
      amount: params.amount,
      currency: params.currency ?? context.currency,
      apiRef: number,
      comment: [`Invoice ${number} for ${params.client}, due ${due}`, params.description].filter(Boolean).join('. '),
      name: params.client,
      ...(params.email === undefined ? {} : { email: params.email }),
    },
    callOf(context),
  );
  return { invoice_id: page.id, invoice_number: number, url: page.url, amount: params.amount, due_date: due };
}

interface Withdrawal {
  amount: number;
  phone: string;
  currency?: string | undefined;
  name?: string | undefined;
  description?: string | undefined;
}

/**
 * Pays out over M-Pesa in two steps, so that it happens once: the payout is laid out and its tracking id kept, which moves
 * nothing; then it is approved. Whoever repeats this asks about the kept id first.
 */
export async function withdraw(params: Withdrawal, context: ActionContext) {
  const done = await withdrawn(params, context);
  if (done) return done;
  const call = callOf(context);
  const { refs } = toolsOf(context);
  const kept = await refs.recall(context.workspace, context.idempotencyKey);
  const laidOut =
    kept === null
      ? await initiatePayout(
          {
            amount: params.amount,
            currency: params.currency ?? context.currency,
            phone: dialled(params.phone),
            name: params.name ?? params.phone,
            narrative: (params.description ?? context.workflowName).slice(0, 100),
            key: referenceOf(context),
          },
          call,
        )
      : await payoutStatus(kept, call);
  const trackingId = await refs.remember(context.workspace, context.idempotencyKey, laidOut.trackingId);
  // Somebody else laid one out meanwhile: theirs is the one that counts.
  if (trackingId !== laidOut.trackingId) throw again('This payout is being made already.');
  return withdrawalOf(await approve(laidOut, call), params, context);
}

/** Whether the payout of this key was made: its result, null when it surely was not. */
export async function withdrawn(params: Withdrawal, context: ActionContext) {
  const kept = await toolsOf(context).refs.recall(context.workspace, context.idempotencyKey);
  if (kept === null) return null;
  const payout = await payoutStatus(kept, callOf(context)).catch((cause: unknown) => {
    throw new ActionError('IntaSend does not say what became of this payout.', {
      outcome: 'unknown',
      retryable: cause instanceof ActionError && cause.retryable,
      cause,
    });
  });
  return waitsForApproval(payout) ? null : withdrawalOf(payout, params, context);
}

async function approve(payout: Payout, call: IntasendCall): Promise<Payout> {
  try {
    return await approvePayout(payout, call);
  } catch (error) {
    if (!(error instanceof ActionError) || error.outcome !== 'unknown') throw error;
    const now = await payoutStatus(payout.trackingId, call).catch(() => null);
    if (now === null) throw error;
    if (waitsForApproval(now)) throw again(error.message);
    return now;
  }
}

function withdrawalOf(payout: Payout, params: Withdrawal, context: ActionContext) {
  if (payout.failed) {
    throw new ActionError(`IntaSend could not pay this out: ${payout.transaction || payout.status}.`, {
      outcome: 'not_done',
      retryable: false,
    });
  }
  return {
    tracking_id: payout.trackingId,
    amount: params.amount,
    currency: params.currency ?? context.currency,
    state: payout.transaction || payout.status,
  };
}

function waitsForApproval(payout: Payout): boolean {
  return payout.statusCode === 'BP101' || /^preview and approve$/i.test(payout.status);
}

function again(message: string): ActionError {
  return new ActionError(message, { outcome: 'not_done', retryable: true });
}

interface Refund {
  payment_id: string;
  amount: number;
  reason?: string | undefined;
}

/** Asks IntaSend to give a payment back. Its details carry our key, by which a repeat finds it. */
export async function refund(params: Refund, context: ActionContext) {
  const done = await refunded(params, context);
  if (done) return done;
  const reason = params.reason ?? 'Refund';
  const made = await createChargeback(
    {
      invoice: params.payment_id,
      amount: params.amount,
      reason: reason.slice(0, 100),
      details: `${reason.slice(0, 500)} (${referenceOf(context)})`,
    },
    callOf(context),
  );
  return { refund_id: made.id, amount: params.amount, state: made.state };
}

/** Whether the refund of this key was asked for: its result, null when it surely was not. */
export async function refunded(params: Refund, context: ActionContext) {
  const found = await findChargeback(referenceOf(context), callOf(context));
  return found ? { refund_id: found.id, amount: found.amount || params.amount, state: found.state } : null;
}

/** Reads a payment's state. A payment IntaSend does not know is a failure that is not worth repeating. */
export async function paymentStatus(params: { payment_id: string }, context: ActionContext) {
  const payment = await paymentOf(params.payment_id, callOf(context));
  if (payment === null) {
    throw new ActionError(`IntaSend knows no payment ${params.payment_id}.`, { outcome: 'not_done', retryable: false });
  }
  return {
    payment_id: payment.invoiceId,
    state: payment.state,
    amount: payment.amount,
    currency: payment.currency,
  } satisfies Record<string, Json>;
}
