import { createRunView } from '../adapters/web/run-view.ts';
import { createKept } from './automation/kept.ts';
import { keptStream } from './automation/kept-stream.ts';
import { rowInWords } from './automation/row-words.ts';
import { stepPage } from './automation/step-rows.ts';
import { largeIn, shownValue } from './automation/value-view.ts';
import { platformOf } from './chat/conversations.ts';
import type { Room } from './chat/room.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Catalogue } from './connectors/catalogue.ts';
import type { Store } from './store/store.ts';

export interface RunLinks {
  ofRun: NonNullable<Room['runLink']>;
  temporalPage(temporalWorkflowId: string): string | null;
}

/**
 * Where a run can be looked at: on the page, which only opens on this machine and from here; elsewhere in Temporal's own pages,
 * where the operator says how people reach them.
 */
export function createRunLinks(given: {
  config: Pick<Config, 'TEMPORAL_UI_URL' | 'TEMPORAL_NAMESPACE' | 'PUBLIC_URL'>;
  publicUrl: string;
  uiUrl?: string | null | undefined;
}): RunLinks {
  const { config, publicUrl } = given;
  const said = config.TEMPORAL_UI_URL?.replace(/\/+$/, '');
  const ui = said ?? given.uiUrl?.replace(/\/+$/, '') ?? null;
  const pageOf = (base: string, id: string) =>
    `${base}/namespaces/${encodeURIComponent(config.TEMPORAL_NAMESPACE)}/workflows/${encodeURIComponent(id)}`;
  // One that only this machine reaches is no link for people elsewhere.
  const reachable = said && !/^https?:\/\/(?:localhost|127\.|\[::1\])/.test(said) ? said : null;
  return {
    temporalPage: (id) => (ui === null ? null : pageOf(ui, id)),
    ofRun(thread, execution) {
      if (platformOf(thread) === 'web')
        return config.PUBLIC_URL
          ? null
          : { kind: 'link', text: 'Each step', url: `${publicUrl}/#/run/${execution._id}` };
      return reachable
        ? { kind: 'link', text: 'Its history in Temporal', url: pageOf(reachable, execution.temporalWorkflowId) }
        : null;
    },
  };
}

/** The page of a run, as the web chat shows it. */
export function runPage(deps: {
  config: Pick<Config, 'WORKFLOW_CURRENCY'>;
  store: Store;
  clock: Clock;
  catalogue: Catalogue;
  links: RunLinks;
}) {
  const { store } = deps;
  const kept = createKept(deps);
  return createRunView({
    store,
    stepsOf: (run, page) => stepPage(store, run, page),
    shown: shownValue,
    largeIn,
    valueOf: ({ workspace, rootExecution: root }, id, item) =>
      keptStream({ store, kept }, { workspace, root }, id, item),
    stepWords(row, version, failed) {
      const currency = version?.definition.policy.currency ?? deps.config.WORKFLOW_CURRENCY;
      return rowInWords(row, version?.definition ?? null, deps.catalogue, currency, failed);
    },
    temporalPage: deps.links.temporalPage,
  });
}
