import { proxyActivities } from '@temporalio/workflow';

export interface Activities {
  post(url: string, body: { id: string; step: string }): Promise<void>;
}

const { post } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

/** What a person would write by hand: two activities, one after the other. */
export async function twoSteps(id: string, url: string): Promise<void> {
  await post(url, { id, step: 'first' });
  await post(url, { id, step: 'second' });
}
