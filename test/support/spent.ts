/** Milliseconds of processor time this process spent on it: what a busy machine takes away is not counted. */
export function spent(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
