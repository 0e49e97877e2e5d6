/** What the nightly upkeep and its activities say to each other. Plain JSON, types only. */

/** Some of a part's work: what was done, by name, and whether there is more. */
export interface UpkeepPage {
  counts: Record<string, number>;
  more: boolean;
}

export interface UpkeepReport {
  counts: Record<string, number>;
  /** Parts that did not work, with why. */
  failed: { part: string; error: string }[];
}

export interface UpkeepNote extends UpkeepReport {
  /** The run of Temporal it is the report of. */
  id: string;
  /** ISO instants. */
  startedAt: string;
  endedAt: string | null;
}

export interface UpkeepActivities {
  /** What is temporary and over: large values, sandbox entries, drafts nobody decided, notices long told. */
  clearUp(): Promise<UpkeepPage>;
  /** Steps of runs that ended long ago, packed. */
  archiveRuns(): Promise<UpkeepPage>;
  /** Figures of each workflow for each of the last days. */
  dailyFigures(call: { today: string }): Promise<UpkeepPage>;
  upkeepNote(note: UpkeepNote): Promise<void>;
}
