import type { Client } from '@temporalio/client';
import { decodeMapFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';

/** A schedule as a list of them shows it. */
export interface ListedSchedule {
  id: string;
  memo: Record<string, unknown>;
  note: string | undefined;
  paused: boolean;
}

const PAGE = 200;

/**
 * All schedules of the namespace whose memo can be read. The SDK's own list ends at the first that cannot: one of another
 * installation in the same namespace, encrypted with another key, would keep all of ours from being looked at.
 */
export async function* schedulesOf(client: Client): AsyncGenerator<ListedSchedule> {
  const { namespace, loadedDataConverter } = client.options;
  let nextPageToken: Uint8Array | undefined;
  do {
    const page = await client.workflowService.listSchedules({
      namespace,
      maximumPageSize: PAGE,
      ...(nextPageToken && { nextPageToken }),
    });
    for (const { scheduleId, memo, info } of page.schedules ?? []) {
      const read = await decodeMapFromPayloads(loadedDataConverter, memo?.fields).catch(() => null);
      if (!scheduleId || !read) continue;
      yield { id: scheduleId, memo: read, note: info?.notes ?? undefined, paused: info?.paused === true };
    }
    nextPageToken = page.nextPageToken?.length ? page.nextPageToken : undefined;
  } while (nextPageToken);
}
