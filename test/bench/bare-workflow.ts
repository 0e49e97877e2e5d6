import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from './bare.ts';

const { post } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** What a person would write by hand: two activities, one after the other. */
export async function twoSteps(id: string, url: string): Promise<void> {
  await post(url, { id, step: 'first' });
  await post(url, { id, step: 'second' });
}
